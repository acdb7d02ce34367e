import { MEASURE_INFO, type Measure, QUALITIES, type Quality } from '../../src/contract/measures';
import type { QueueQuery } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor';
import { positionsOf } from '../queues/positions';
import { type GoodSample, valuesOf } from '../queues/sample';
import { statusOf, worstStatus } from '../queues/thresholds';
import { type Value, valueIn, worstQuality } from '../queues/values';
import type { Field, Frame, Notice } from '../runtime';
import { measureNotices, measuresOf, rankedBy } from './measured';
import { type Series, seriesOf } from './series';

interface Row {
  readonly series: Series;
  readonly values: ReadonlyMap<Measure, Value>;
}

/**
 * One row a queue, from the last sample. With one measure it is a `numeric-long` frame that an alert takes as it stands;
 * with more it is a table with a column a measure and the quality of each row.
 */
export function nowFrame(
  monitor: Monitor,
  query: QueueQuery,
  queues: readonly string[],
  sample: GoodSample,
  notices: readonly Notice[],
): Frame {
  const { settings, sampler } = monitor;
  const series = seriesOf(query.by, queues, sampler.steps, settings.environment);
  const index = positionsOf(sample.queues);
  const ranked = rankedBy(query);
  const measures = [...new Set([ranked, ...measuresOf(query)])];
  let rows = series.flatMap((s) => readRow(s, measures, sample, index, sampler) ?? []);
  const size = (row: Row) => row.values.get(ranked)?.value || 0;
  if (query.top > 0) rows = rows.sort((a, b) => size(b) - size(a)).slice(0, query.top);

  const alone = query.measures.length === 1;
  const fields: Field[] = Object.keys(series[0]?.labels ?? { broker: '', queue: '' }).map((name) => ({
    name,
    type: 'string',
    values: rows.map((row) => row.series.labels[name] ?? null),
  }));
  for (const measure of query.measures) {
    if (measure === 'status') {
      const read = (queue: string, of: Measure) => valuesOf(sample, of)?.[index.get(queue) ?? -1];
      const status = ({ series: { queues: of } }: Row) =>
        worstStatus(of.map((queue) => statusOf(settings.thresholds, queue, read(queue, 'waiting') ?? Number.NaN, read(queue, 'workers'))));
      fields.push({ name: measure, type: 'string', values: rows.map(status) });
    } else {
      const values = Float64Array.from(rows, (row) => row.values.get(measure)?.value ?? Number.NaN);
      fields.push({ name: measure, type: 'number', values, config: { unit: MEASURE_INFO[measure].display } });
    }
  }
  if (!alone) fields.push({ name: 'quality', type: 'string', values: rows.map(describeQuality) });

  const numeric = alone && query.measures[0] !== 'status';
  return {
    meta: {
      type: numeric ? 'numeric-long' : 'table',
      typeVersion: [0, 1],
      preferredVisualisationType: 'table',
      notices: [...notices, ...measureNotices(monitor, query), ...failures(rows, sample)],
      custom: { sampledAt: sample.at, quality: worstQuality(rows.map(qualityOf)), qualities: byMeasure(rows, measuresOf(query)) },
    },
    fields,
  };
}

function readRow(
  series: Series,
  measures: readonly Measure[],
  sample: GoodSample,
  index: ReadonlyMap<string, number>,
  { steps, stale }: Monitor['sampler'],
): Row | undefined {
  const values = new Map<Measure, Value>();
  for (const measure of measures) {
    const read = valueIn(sample, index, series, measure, steps.length);
    if (!read) return undefined;
    values.set(measure, stale && !Number.isNaN(read.value) ? { ...read, quality: 'stale' } : read);
  }
  return { series, values };
}

/** What can be known least of all in the row. */
function qualityOf({ values }: Row): Quality {
  return worstQuality([...values.values()].map((v) => v.quality));
}

/** One word where it is true of all, else which measures are less than exact: `exact`, `atLeast: oldestAge`. */
function describeQuality({ values }: Row): string {
  const qualities = new Set([...values.values()].map((v) => v.quality));
  const [only = 'exact'] = qualities;
  if (qualities.size <= 1) return only;
  return QUALITIES.slice(1)
    .flatMap((quality) => {
      const measures = [...values].flatMap(([measure, value]) => (value.quality === quality ? [measure] : []));
      return measures.length === 0 ? [] : [`${quality}: ${measures.join(', ')}`];
    })
    .join('; ');
}

/** The quality of each value, row by row, for a program that wants to tell them apart. */
function byMeasure(rows: readonly Row[], measures: readonly Measure[]): Record<string, readonly Quality[]> {
  return Object.fromEntries(measures.map((measure) => [measure, rows.map((row) => row.values.get(measure)?.quality ?? 'unknown')]));
}

function failures(rows: readonly Row[], sample: GoodSample): Notice[] {
  const queues = new Set(rows.flatMap((row) => row.series.queues));
  return [...sample.failed]
    .filter(([queue]) => queues.has(queue))
    .slice(0, 5)
    .map(([queue, reason]) => ({ severity: 'warning', text: `${queue}: ${reason}` }));
}
