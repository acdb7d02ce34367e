import type { Quality } from '../../src/contract/measures';
import type { QueueQuery } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor';
import { positionsOf } from '../queues/positions';
import type { GoodSample } from '../queues/sample';
import { statusOf, worstStatus } from '../queues/thresholds';
import type { Field, Frame, Notice } from '../runtime';
import { type Series, seriesOf } from './series';

interface Row {
  readonly series: Series;
  readonly waiting: number;
  readonly quality: Quality;
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
  let rows = series.map((s) => readRow(s, sample, index, sampler.steps.length, sampler.stale)).filter((row) => row !== undefined);
  if (query.top > 0) rows = rows.sort((a, b) => (b.waiting || 0) - (a.waiting || 0)).slice(0, query.top);

  const alone = query.measures.length === 1;
  const fields: Field[] = Object.keys(series[0]?.labels ?? { broker: '', queue: '' }).map((name) => ({
    name,
    type: 'string',
    values: rows.map((row) => row.series.labels[name] ?? null),
  }));
  for (const measure of query.measures) {
    if (measure === 'status') {
      const total = (queue: string) => sample.waiting[index.get(queue) ?? -1] ?? Number.NaN;
      const status = ({ series: { queues: of } }: Row) =>
        worstStatus(of.map((queue) => statusOf(settings.thresholds, queue, total(queue))));
      fields.push({ name: measure, type: 'string', values: rows.map(status) });
    } else fields.push({ name: measure, type: 'number', values: Float64Array.from(rows, (row) => row.waiting) });
  }
  if (!alone) fields.push({ name: 'quality', type: 'string', values: rows.map((row) => row.quality) });

  const numeric = alone && query.measures[0] !== 'status';
  return {
    meta: {
      type: numeric ? 'numeric-long' : 'table',
      typeVersion: [0, 1],
      preferredVisualisationType: 'table',
      notices: [...notices, ...failures(rows, sample)],
      custom: { sampledAt: sample.at, quality: worst(rows) },
    },
    fields,
  };
}

function readRow(series: Series, sample: GoodSample, index: ReadonlyMap<string, number>, steps: number, stale: boolean): Row | undefined {
  let waiting = Number.NaN;
  let missing = 0;
  for (const queue of series.queues) {
    const i = index.get(queue);
    if (i === undefined) continue; // discovered since the sample was taken: the next one has it
    const total = sample.waiting[i] ?? Number.NaN;
    const value = Number.isNaN(total) || series.step === undefined ? total : (sample.steps[i * steps + series.step] ?? Number.NaN);
    if (Number.isNaN(value)) missing++;
    else waiting = Number.isNaN(waiting) ? value : waiting + value;
  }
  if (Number.isNaN(waiting) && missing === 0) return undefined;
  const quality = Number.isNaN(waiting) ? 'unknown' : stale ? 'stale' : missing > 0 ? 'atLeast' : 'exact';
  return { series, waiting, quality };
}

function failures(rows: readonly Row[], sample: GoodSample): Notice[] {
  const queues = new Set(rows.flatMap((row) => row.series.queues));
  return [...sample.failed]
    .filter(([queue]) => queues.has(queue))
    .slice(0, 5)
    .map(([queue, reason]) => ({ severity: 'warning', text: `${queue}: ${reason}` }));
}

function worst(rows: readonly Row[]): Quality {
  const order: readonly Quality[] = ['exact', 'estimate', 'atLeast', 'stale', 'unknown'];
  return order.findLast((quality) => rows.some((row) => row.quality === quality)) ?? 'exact';
}
