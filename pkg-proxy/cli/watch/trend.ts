import type { ReadableHistory } from '../../queues/history/history';
import { peak, readRange } from '../../queues/history/range';
import type { WatchRow } from './rows';
import type { Column } from './table';

const BARS = '▁▂▃▄▅▆▇█';
const TREND_MS = 5 * 60_000;
const WIDTH = 20;

/** The last five minutes of a queue in twenty bars, each the most that waited in its part. Read only for rows that are shown. */
export function trendColumn(historyOf: (row: WatchRow) => ReadableHistory | undefined, now: number): Column {
  return {
    title: 'LAST 5 MIN',
    width: WIDTH,
    text(row) {
      const history = historyOf(row);
      if (!history) return '';
      const range = { from: now - TREND_MS, to: now, interval: TREND_MS / WIDTH, sampling: 0, statistic: 'max' } as const;
      return bars(readRange(history, { series: [{ queues: [row.queue] }], ...range }).values[0] ?? new Float64Array());
    },
  };
}

/** The highest value is a full bar; an unknown one is a space. */
function bars(values: Float64Array): string {
  const most = peak(values);
  return Array.from(values.slice(-WIDTH), (v) =>
    Number.isNaN(v) ? ' ' : (BARS[most <= 0 ? 0 : Math.round((v / most) * (BARS.length - 1))] ?? ' '),
  ).join('');
}
