import { MEASURE_INFO, type Measure, type Quality, STATUSES, type Status } from '../../src/contract/measures';
import type { QueueQuery } from '../../src/contract/query';
import type { Thresholds } from '../../src/contract/settings';
import type { Monitor } from '../queues/monitor';
import { positionsOf } from '../queues/positions';
import { peak, type Range, readRange, type SeriesOf } from '../queues/range';
import { statusOf, thresholdOf, worstStatus } from '../queues/thresholds';
import { valueIn, worstQuality } from '../queues/values';
import type { Field, Frame, Notice } from '../runtime';
import { measureNotices, measuresOf, rankedBy } from './measured';
import { gapToSpan, type HistoryRange, type Past, withPast } from './past';
import { legend, type Series, seriesOf } from './series';

/** How a status is drawn: the number of its rank, shown as its name. */
const STATUS_MAPPINGS = [
  {
    type: 'value',
    options: Object.fromEntries(
      STATUSES.slice(0, 4).map((text, i) => [i, { text, color: ['green', 'orange', 'red', 'purple'][i], index: i }]),
    ),
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
  const ranked = rankedBy(query);
  const measures = [...new Set([ranked, ...measuresOf(query)])];
  const { times, values, interval } = read(measures.flatMap((measure) => series.map((of) => ({ ...of, measure }))));
  const drawn = largest(
    series.map((of, s) => ({
      series: of,
      values: new Map(measures.map((measure, m) => [measure, values[m * series.length + s] ?? new Float64Array(times.length)])),
    })),
    ranked,
    query.top,
  );
  const statusAt = query.measures.includes('status') ? statusReader(settings.thresholds, queues, read) : () => Number.NaN;

  const fields: Field[] = [{ name: 'time', type: 'time', values: times }];
  for (const { series: s, values: own } of drawn) {
    for (const measure of query.measures) {
      const displayNameFromDS = legend(s, measure, query.measures);
      // When series come or go in a live panel, Grafana carries old points over by the field's name, so there it must be unique.
      const name = query.live ? displayNameFromDS : measure;
      const config: Record<string, unknown> = { displayNameFromDS };
      if (measure === 'status') {
        const ranks = times.map((_, t) => statusAt(s.queues, t));
        fields.push({ name, type: 'number', values: ranks, labels: s.labels, config: { ...config, mappings: STATUS_MAPPINGS } });
        continue;
      }
      if (measure !== 'waiting') config['unit'] = MEASURE_INFO[measure].display;
      else if (query.by === 'queue') Object.assign(config, thresholdLines(settings.thresholds, s.queues[0] ?? ''));
      const spanNulls = past && gapToSpan(past, { ...s, measure });
      if (spanNulls !== undefined) config['custom'] = { spanNulls };
      fields.push({ name, type: 'number', values: own.get(measure) ?? new Float64Array(times.length), labels: s.labels, config });
    }
  }
  // Beyond the last hour only each queue's own extremes are known; they need not have come at one moment.
  const folded = interval > 0 || (past?.periods.length ?? 0) > 0;
  const estimated = query.by === 'total' && folded && (statistic === 'max' || statistic === 'min');
  const qualities = latestQualities(sampler, series, measuresOf(query));
  return {
    meta: {
      type: 'timeseries-wide',
      typeVersion: [0, 1],
      notices: [...notices, ...measureNotices(monitor, query)],
      custom: { sources: sourcesOf(past, interval), quality: estimated ? 'estimate' : worstQuality(Object.values(qualities)), qualities },
    },
    fields,
  };
}

/** Where the points come from and how far apart they are, oldest first, for the query inspector; 0 is samples as taken. */
function sourcesOf(past: Past | undefined, interval: number) {
  const stored = past?.periods.map((period) => ({ source: 'cloudwatch', intervalMs: period })) ?? [];
  return [...stored, { source: 'memory', intervalMs: interval }];
}

/** What the newest sample says of how far each measure can be trusted: of all series that are known the worst. */
function latestQualities(
  { latest: sample, stale, failing, steps }: Monitor['sampler'],
  series: readonly Series[],
  measures: readonly Measure[],
): Record<string, Quality> {
  if (!sample) return {};
  const index = positionsOf(sample.queues);
  const old = stale || failing !== undefined;
  return Object.fromEntries(
    measures.map((measure) => {
      const qualities = series.flatMap((s) => valueIn(sample, index, s, measure, steps.length)?.quality ?? []);
      const known = qualities.filter((quality) => quality !== 'unknown');
      if (known.length === 0 && qualities.length > 0) return [measure, 'unknown'];
      return [measure, worstQuality(old ? [...known, 'stale'] : known)];
    }),
  );
}

/** A status is a queue's, so a total has that of its worst queue, and a priority that of its queue. */
function statusReader(thresholds: Thresholds, queues: readonly string[], read: (of: readonly SeriesOf[]) => Range) {
  const ask = (measure: Measure) => {
    const { values } = read(queues.map((queue) => ({ queues: [queue], measure })));
    return new Map(queues.map((queue, i) => [queue, values[i]]));
  };
  const waiting = ask('waiting');
  const workers = ask('workers');
  return (of: readonly string[], t: number) =>
    rankOf(worstStatus(of.map((queue) => statusOf(thresholds, queue, waiting.get(queue)?.[t] ?? Number.NaN, workers.get(queue)?.[t]))));
}

interface Drawn {
  readonly series: Series;
  readonly values: ReadonlyMap<Measure, Float64Array>;
}

/** The n series that reached highest, in the order in which all of them stand; 0 is all. */
function largest(drawn: readonly Drawn[], measure: Measure, n: number): readonly Drawn[] {
  if (n === 0 || drawn.length <= n) return drawn;
  const reached = (d: Drawn) => peak(d.values.get(measure) ?? new Float64Array());
  const chosen = new Set([...drawn].sort((a, b) => reached(b) - reached(a)).slice(0, n));
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
