import { STATUSES, type Status } from '../../src/contract/measures';
import type { QueueQuery } from '../../src/contract/query';
import type { Thresholds } from '../../src/contract/settings';
import type { Monitor } from '../queues/monitor';
import { peak, readRange, type SeriesOf } from '../queues/range';
import { statusOf, thresholdOf, worstStatus } from '../queues/thresholds';
import type { Field, Frame, Notice } from '../runtime';
import { type HistoryRange, type Past, withPast } from './past';
import { legend, type Series, seriesOf } from './series';

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
  past?: Past,
): Frame {
  const { settings, sampler } = monitor;
  const series = seriesOf(query.by, queues, sampler.steps, settings.environment);
  const { statistic } = query;
  const { from, interval: wished } = past ? { from: past.until, interval: past.interval } : range;
  const read = (of: readonly SeriesOf[]) => {
    const live = readRange(sampler.history, { series: of, from, to: range.to, interval: wished, sampling: sampler.sampleMs, statistic });
    return past ? withPast(past, of, live, statistic) : live;
  };
  const { times, values, interval } = read(series);
  // A status is a queue's, so a total has that of its worst queue, and a priority that of its queue.
  const lengths =
    query.by === 'queue' || !query.measures.includes('status') ? values : read(queues.map((queue) => ({ queues: [queue] }))).values;
  const lengthOf = new Map(queues.map((queue, i) => [queue, lengths[i]]));
  const statusAt = (of: readonly string[], t: number) =>
    worstStatus(of.map((queue) => statusOf(settings.thresholds, queue, lengthOf.get(queue)?.[t] ?? Number.NaN)));
  const drawn = largest(
    series.map((s, i) => ({ series: s, waiting: values[i] ?? new Float64Array(times.length) })),
    query.top,
  );

  const fields: Field[] = [{ name: 'time', type: 'time', values: times }];
  for (const { series: s, waiting } of drawn) {
    for (const measure of query.measures) {
      const displayNameFromDS = legend(s, measure, query.measures);
      // When series come or go in a live panel, Grafana carries old points over by the field's name, so there it must be unique.
      const name = query.live ? displayNameFromDS : measure;
      if (measure === 'status') {
        const ranks = times.map((_, t) => rankOf(statusAt(s.queues, t)));
        fields.push({
          name,
          type: 'number',
          values: ranks,
          labels: s.labels,
          config: { displayNameFromDS, mappings: STATUS_MAPPINGS },
        });
      } else {
        const config = { displayNameFromDS, ...(query.by === 'queue' ? thresholdLines(settings.thresholds, s.queues[0] ?? '') : {}) };
        fields.push({ name, type: 'number', values: waiting, labels: s.labels, config });
      }
    }
  }
  // Beyond the last hour only each queue's own extremes are known; they need not have come at one moment.
  const folded = interval > 0 || (past?.periods.length ?? 0) > 0;
  const estimated = query.by === 'total' && folded && (statistic === 'max' || statistic === 'min');
  return {
    meta: {
      type: 'timeseries-wide',
      typeVersion: [0, 1],
      notices: [...notices],
      custom: { sources: sourcesOf(past, interval), quality: estimated ? 'estimate' : 'exact' },
    },
    fields,
  };
}

/** Where the points come from and how far apart they are, oldest first, for the query inspector; 0 is samples as taken. */
function sourcesOf(past: Past | undefined, interval: number) {
  const stored = past?.periods.map((period) => ({ source: 'cloudwatch', intervalMs: period })) ?? [];
  return [...stored, { source: 'memory', intervalMs: interval }];
}

interface Drawn {
  readonly series: Series;
  readonly waiting: Float64Array;
}

/** The n series that reached highest, in the order in which all of them stand; 0 is all. */
function largest(drawn: readonly Drawn[], n: number): readonly Drawn[] {
  if (n === 0 || drawn.length <= n) return drawn;
  const chosen = new Set([...drawn].sort((a, b) => peak(b.waiting) - peak(a.waiting)).slice(0, n));
  return drawn.filter((d) => chosen.has(d));
}

function rankOf(status: Status): number {
  return status === 'unknown' ? Number.NaN : STATUSES.indexOf(status);
}

/**
 * The bounds of a queue as Grafana draws them. No base step is sent: Grafana puts the panel's own in front, and draws one of
 * null as a line at 0 (seen in 12.2).
 */
function thresholdLines(thresholds: Thresholds, queue: string): Record<string, unknown> {
  const { warning, critical } = thresholdOf(thresholds, queue);
  const steps = [
    { value: warning, color: 'orange' },
    { value: critical, color: 'red' },
  ].filter((step) => step.value !== undefined);
  return steps.length === 0 ? {} : { thresholds: { mode: 'absolute', steps } };
}
