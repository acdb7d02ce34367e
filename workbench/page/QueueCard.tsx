import { css } from '@emotion/css';
import { type DisplayValue, type FieldSparkline, FieldType, type GrafanaTheme2 } from '@grafana/data';
import { BigValue, BigValueColorMode, BigValueGraphMode, BigValueTextMode, useStyles2, useTheme2 } from '@grafana/ui';
import React from 'react';
import type { QueueNow } from './grafana/read-queues';

const WIDTH = 218;
const HEIGHT = 104;

/** One queue: its length and trend in the color of its status. The word of the status is too small for that color on a light ground. */
export function QueueCard({ queue }: { queue: QueueNow }) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const color = colorOf(queue.status, theme);
  const value: DisplayValue = {
    title: queue.name,
    text: queue.waiting === null ? '–' : String(queue.waiting),
    numeric: queue.waiting ?? Number.NaN,
    color,
  };
  const sparkline: FieldSparkline | undefined = queue.trend && { y: { ...queue.trend, type: FieldType.number, config: { custom: {} } } };
  return (
    <div className={styles.card} style={{ borderLeftColor: color }} data-testid={`queue ${queue.name}`} data-waiting={queue.waiting}>
      <div className={styles.name} title={queue.name}>
        {queue.name}
      </div>
      <div className={styles.status}>
        {queue.status}
        {queue.quality !== 'exact' && ` · ${queue.quality}`}
      </div>
      <BigValue
        theme={theme}
        width={WIDTH}
        height={HEIGHT}
        value={value}
        {...(sparkline && { sparkline })}
        colorMode={BigValueColorMode.Value}
        graphMode={sparkline ? BigValueGraphMode.Area : BigValueGraphMode.None}
        textMode={BigValueTextMode.Value}
      />
    </div>
  );
}

function colorOf(status: string, { visualization, colors }: GrafanaTheme2): string {
  switch (status) {
    case 'ok':
      return visualization.getColorByName('green');
    case 'warning':
      return visualization.getColorByName('orange');
    case 'critical':
      return visualization.getColorByName('red');
    case 'unconsumed':
      return visualization.getColorByName('purple');
    default:
      return colors.text.disabled;
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    position: 'relative',
    overflow: 'hidden',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderLeftWidth: 3,
    borderRadius: theme.shape.radius.default,
    height: HEIGHT + 40,
  }),
  name: css({
    ...theme.typography.bodySmall,
    padding: theme.spacing(1, 1.5, 0),
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  }),
  status: css({ ...theme.typography.bodySmall, position: 'absolute', top: theme.spacing(1), right: theme.spacing(1.5) }),
});
