import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { type FieldProps, useStyles2 } from '@grafana/ui';
import React, { type ReactNode } from 'react';
import { ConfigField } from './ConfigField';

interface RowProps {
  readonly testId: string;
  readonly children: ReactNode;
}

/** Fields side by side, which take the next line where there is no room. */
export function FieldRow({ testId, children }: RowProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.row} data-testid={testId}>
      {children}
    </div>
  );
}

interface Props {
  readonly label: string;
  /** What is wrong; it may be wider than the field. */
  readonly problem?: string | undefined;
  readonly children: FieldProps['children'];
}

/** One of the fields in a row. */
export function RowField({ label, problem, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <ConfigField className={styles.field} label={label} invalid={problem !== undefined} error={problem} validationMessageHorizontalOverflow>
      {children}
    </ConfigField>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
    // The button that removes the row stands beside the inputs, below the height of a label.
    '& > button': { marginTop: theme.spacing(3.5) },
  }),
  field: css({
    margin: 0,
    maxWidth: '100%',
    // A long sentence must not push the next fields to another line.
    '& [role="alert"]': { width: 'max-content', maxWidth: 'min(480px, 80vw)', whiteSpace: 'normal' },
  }),
});
