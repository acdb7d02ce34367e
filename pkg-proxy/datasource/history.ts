import { STATUSES } from '../../src/contract/measures';
import type { QueueQuery } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor';
import { readRange } from '../queues/range';
import { statusOf } from '../queues/thresholds';
import type { Field, Frame, Notice } from '../runtime';
import { legend, type Series, seriesOf } from './series';

export interface HistoryRange {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds between points, as Grafana wishes. */
  readonly interval: number;
}

/** How a status is drawn: the number of its rank, shown as its name. */
const STATUS_MAPPINGS = [
  {
    type: 'value',
    options: Object.fromEntries(STATUSES.slice(0, 3).map((text, i) => [i, { text, color: ['green', 'orange', 'red'][i], index: i }])),
  },
];

/** One `timeseries-wide` frame: a time field that is never null and a number field a series and measure. */
export function historyFrame(
  monitor: Monitor,
  query: QueueQuery,
  queues: readonly string[],
  range: HistoryRange,
  notices: readonly Notice[],
): Frame {
  const { settings, sampler } = monitor;
  const series = seriesOf(query.by, queues, sampler.steps, settings.environment);
  const { times, values, interval } = readRange(sampler.history, {
    series,
    from: range.from,
    to: range.to,
    interval: range.interval,
    sampling: sampler.sampleMs,
    statistic: query.statistic,
  });
  let drawn = series.map((s, i) => ({ series: s, waiting: values[i] ?? new Float64Array(times.length) }));
  if (query.top > 0) drawn = drawn.sort((a, b) => peak(b.waiting) - peak(a.waiting)).slice(0, query.top);

  const fields: Field[] = [{ name: 'time', type: 'time', values: times }];
  for (const { series: s, waiting } of drawn) {
    for (const measure of query.measures) {
      const config = { displayNameFromDS: legend(s, measure, query.measures) };
      if (measure === 'status') {
        const rank = (value: number) => statusRank(monitor, s, value);
        fields.push({
          name: measure,
          type: 'number',
          values: waiting.map(rank),
          labels: s.labels,
          config: { ...config, mappings: STATUS_MAPPINGS },
        });
      } else fields.push({ name: measure, type: 'number', values: waiting, labels: s.labels, config });
    }
  }
  // Beyond the last hour only each queue's own minutes are known; their maxima need not have come at one moment.
  const estimated = query.by === 'total' && interval > 0 && query.statistic !== 'last' && query.statistic !== 'avg';
  return {
    meta: {
      type: 'timeseries-wide',
      typeVersion: [0, 1],
      notices: [...notices],
      custom: { source: 'memory', intervalMs: interval, quality: estimated ? 'estimate' : 'exact' },
    },
    fields,
  };
}

function statusRank(monitor: Monitor, series: Series, waiting: number): number {
  const status = statusOf(monitor.settings.thresholds, series.queue, waiting);
  return status === 'unknown' ? Number.NaN : STATUSES.indexOf(status);
}

/** The largest value; -1 for a series without any, so that it ranks last. */
function peak(values: Float64Array): number {
  return values.reduce((most, value) => (value > most ? value : most), -1);
}
