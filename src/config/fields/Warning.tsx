import { css } from '@emotion/css';
import { Alert } from '@grafana/ui';
import React, { type ReactNode } from 'react';
import { FIELD_WIDTH } from '../section';

/** As wide as the fields. */
const WIDTH = css({ maxWidth: FIELD_WIDTH * 8 });

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** What you have to know before you turn something on. */
export function Warning({ title, children }: Props) {
  return (
    <Alert severity="warning" title={title} className={WIDTH}>
      {children}
    </Alert>
  );
}
