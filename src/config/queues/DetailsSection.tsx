import { ConfigSection } from '@grafana/plugin-ui';
import React from 'react';
import { readWholeNumber } from '../../editor/read-text';
import { SwitchField } from '../fields/SwitchField';
import { DraftField, TextField } from '../fields/TextField';
import { changeJson, NUMBER_WIDTH, type SectionProps } from '../section';

/** What is read of the queues beyond how long they are. */
export function DetailsSection(props: SectionProps) {
  const { details = true, visibilityTimeout, ageHeader } = props.options.jsonData;
  return (
    <ConfigSection
      title="Behind the lengths"
      description="Tasks in flight and scheduled, the age of the oldest, arrivals and departures, when a queue will be empty, memory."
      isCollapsible
      isInitiallyOpen={!details || Boolean(visibilityTimeout || ageHeader)}
    >
      <SwitchField
        id="details"
        label="Read more than lengths"
        description="A few messages of each queue are looked at, within bounds, and none is taken. Off: only how many wait."
        value={details}
        onChange={(value) => changeJson(props, { details: value })}
      />
      {details && (
        <>
          <DraftField
            id="visibilityTimeout"
            label="Visibility timeout, in seconds"
            description="visibility_timeout of Celery's broker_transport_options: a task not acknowledged by then is given to another worker."
            placeholder="3600"
            width={NUMBER_WIDTH}
            shown={visibilityTimeout?.toString() ?? ''}
            read={readWholeNumber(1, 31_536_000)}
            onCommit={(value) => changeJson(props, { visibilityTimeout: value })}
          />
          <TextField
            id="ageHeader"
            label="Header with the time of sending"
            description="A header that your Celery app sets makes ages exact: seconds or milliseconds since 1970, or ISO 8601. Without it they are derived."
            placeholder="enqueued_at"
            value={ageHeader}
            onChange={(value) => changeJson(props, { ageHeader: value })}
          />
        </>
      )}
    </ConfigSection>
  );
}
