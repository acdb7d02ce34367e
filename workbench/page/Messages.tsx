import type { PanelData, QueryResultMetaNotice } from '@grafana/data';
import { Alert } from '@grafana/ui';
import React from 'react';

/** Query errors and the notices of frames, each text once. */
export function Messages({ data }: { data: PanelData }) {
  const notices = new Map<string, QueryResultMetaNotice>();
  for (const frame of data.series) {
    for (const notice of frame.meta?.notices ?? []) notices.set(notice.text, notice);
  }
  return (
    <>
      {(data.errors ?? []).map((error) => (
        <Alert
          key={`${error.refId} ${error.message}`}
          severity="error"
          title={error.refId ? `Query ${error.refId} failed` : 'Query failed'}
        >
          {error.message ?? error.data?.message}
        </Alert>
      ))}
      {[...notices.values()].map(({ severity, text }) => (
        <Alert key={text} severity={severity} title={text} />
      ))}
    </>
  );
}
