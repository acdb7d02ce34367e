import type { Field, Frame, Notice } from 'grafana-node-datasource-runtime';
import { MEASURE_INFO, type Measure, type Quality } from '../../../src/contract/measures';
import { message } from '../../../src/contract/messages/message';
import type { QueryOf } from '../../../src/contract/query';
import type { Work } from '../../lifetime/work';
import type { Monitor } from '../../queues/monitor/monitor';
import { positionsOf } from '../../queues/positions';
import { type GoodSample, valuesOf } from '../../queues/sample';
import { latenessOf, statusOf, thresholdOf, worstStatus } from '../../queues/thresholds';
import { greatest, type Value, valueIn, worstQuality } from '../../queues/values';
import { largestOf } from '../history/largest';
import { measureNotices, measuresOf, rankedBy } from '../measured';
import { say } from '../notices/said';
import { describeQualities } from '../quality-words';
import { type Series, seriesOf } from '../series';
import { deviationsOf } from '../usual/deviations';

interface Row {
  readonly series: Series;
  readonly labels: Series['labels'];
  readonly values: ReadonlyMap<Measure, Value>;
}

/** Rows to a part of the work: below a millisecond. */
const PART = 200;

/**
 * One row per queue, from the last sample. With one measure it is a `numeric-long` frame that an alert takes as it stands;
 * with more it is a table with a column a measure and the quality of each row.
 */
export function* nowFrame(
  monitor: Monitor,
  query: QueryOf<'now'>,
  queues: readonly string[],
  sample: GoodSample,
  notices: readonly Notice[],
): Work<Frame> {
  const { settings, observed } = monitor;
  const { steps, stale } = observed;
  const allNotices = [...notices, ...measureNotices(monitor, query)];
  const all = yield* seriesOf(query, queues, steps, settings.environment);
  const index = positionsOf(sample.queues);
  const ranked = rankedBy(query);
  const measures = [...new Set([ranked, ...measuresOf(query)])];
  const read = { sample, index, steps: steps.length, stale };
  const rows = yield* readRows(yield* largest(all, ranked, query.top, read), measures, read);

  const deviations = query.measures.includes('deviation') ? yield* deviationsNow(monitor, query, rows, sample.at) : [];

  const alone = query.measures.length === 1;
  const fields: Field[] = Object.keys(all[0]?.labels ?? { broker: '', queue: '' }).map((name) => ({
    name,
    type: 'string',
    values: rows.map((row) => row.labels[name] ?? null),
  }));
  for (const measure of query.measures) {
    yield;
    if (measure === 'status') {
      const waiting = valuesOf(sample, 'waiting');
      const workers = valuesOf(sample, 'workers');
      const ages = valuesOf(sample, 'oldestAge');
      const statusIn = (queue: string) => {
        const q = index.get(queue) ?? -1;
        const measured = { waiting: waiting?.[q] ?? Number.NaN, workers: workers?.[q], oldestAge: ages?.[q] };
        return statusOf(thresholdOf(settings.thresholds, queue), measured);
      };
      fields.push({ name: measure, type: 'string', values: rows.map(({ series }) => worstStatus(series.queues.map(statusIn))) });
    } else if (measure === 'lateness') {
      const ages = valuesOf(sample, 'oldestAge');
      const latenessIn = (queue: string) => latenessOf(thresholdOf(settings.thresholds, queue), ages?.[index.get(queue) ?? -1]);
      fields.push({
        name: measure,
        type: 'number',
        values: Float64Array.from(rows, ({ series }) => greatest(series.queues.map(latenessIn))),
      });
    } else if (measure === 'deviation') {
      fields.push({ name: measure, type: 'number', values: Float64Array.from(deviations, ([deviation = Number.NaN]) => deviation) });
    } else {
      const values = Float64Array.from(rows, (row) => row.values.get(measure)?.value ?? Number.NaN);
      fields.push({ name: measure, type: 'number', values, config: { unit: MEASURE_INFO[measure].display } });
    }
  }
  yield;
  if (!alone)
    fields.push({
      name: 'quality',
      type: 'string',
      values: rows.map(({ values }) => describeQualities(new Map([...values].map(([measure, { quality }]) => [measure, quality])))),
    });

  const numeric = alone && query.measures[0] !== 'status';
  return {
    meta: {
      type: numeric ? 'numeric-long' : 'table',
      typeVersion: [0, 1],
      preferredVisualisationType: 'table',
      notices: [...allNotices, ...failures(rows, sample)],
      custom: { sampledAt: sample.at, quality: worstQuality(rows.map(qualityOf)), qualities: byMeasure(rows, measuresOf(query)) },
    },
    fields,
  };
}

/** Of each row how far the last five minutes are outside what is usual. */
function deviationsNow(monitor: Monitor, query: QueryOf<'now'>, rows: readonly Row[], at: number): Work<Float64Array[]> {
  const range = { from: at, to: at, interval: 1 };
  return deviationsOf(
    monitor,
    query,
    rows.map(({ series }) => series),
    { times: Float64Array.of(at), range },
  );
}

/** A sample, and how it is read. */
interface Read {
  readonly sample: GoodSample;
  readonly index: ReadonlyMap<string, number>;
  readonly steps: number;
  readonly stale: boolean;
}

/** The n series with the largest values, largest first; 0 is all as they stand. */
function* largest(series: readonly Series[], measure: Measure, n: number, { sample, index, steps }: Read): Work<readonly Series[]> {
  if (n === 0) return series;
  const sizes = new Float64Array(series.length);
  for (const [s, of] of series.entries()) {
    const value = valueIn(sample, index, of, measure, steps);
    sizes[s] = value ? value.value || 0 : -1; // -1: not in the sample yet
    if (s % PART === PART - 1) yield;
  }
  return largestOf(sizes, n)
    .sort((a, b) => sizes[b]! - sizes[a]!)
    .map((s) => series[s]!);
}

/** A row a series that is in the sample yet. */
function* readRows(series: readonly Series[], measures: readonly Measure[], { sample, index, steps, stale }: Read): Work<Row[]> {
  const rows: Row[] = [];
  for (const [s, of] of series.entries()) {
    const values = new Map<Measure, Value>();
    if (of.queues.some((queue) => index.has(queue))) {
      for (const measure of measures) {
        const read = valueIn(sample, index, of, measure, steps);
        if (read) values.set(measure, stale && !Number.isNaN(read.value) ? { ...read, quality: 'stale' } : read);
      }
      rows.push({ series: of, labels: of.labels, values });
    }
    if (s % PART === PART - 1) yield;
  }
  return rows;
}

/** What can be known least of all in the row. */
function qualityOf({ values }: Row): Quality {
  return worstQuality([...values.values()].map((v) => v.quality));
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
    .map(([queue, reason]) => say(message('queues.unread', { queue, reason })));
}
