import type { DetailMeasure, Measure } from '../../src/contract/measures';

/** How a measure is kept in memory and put together. */
interface Measuring {
  /** Rows hold whole numbers below 2³²: a value times this. */
  readonly scale: number;
  /** What several queues have together; of ages the greatest counts, and workers may serve several queues. */
  readonly total: 'sum' | 'max';
  /** What a queue has that never had another value: nothing, as many as wait, or what cannot be known. */
  readonly otherwise: 'zero' | 'waiting' | 'unknown';
}

export const MEASURING: Readonly<Record<DetailMeasure, Measuring>> = {
  inFlight: { scale: 1, total: 'sum', otherwise: 'zero' },
  scheduled: { scale: 1, total: 'sum', otherwise: 'zero' },
  backlog: { scale: 1, total: 'sum', otherwise: 'waiting' },
  oldestAge: { scale: 10, total: 'max', otherwise: 'zero' },
  arrivals: { scale: 1000, total: 'sum', otherwise: 'zero' },
  departures: { scale: 1000, total: 'sum', otherwise: 'zero' },
  drainTime: { scale: 10, total: 'max', otherwise: 'zero' },
  workers: { scale: 1, total: 'max', otherwise: 'unknown' },
  memory: { scale: 1 / 64, total: 'sum', otherwise: 'zero' },
};

export function scaleOf(measure: Measure): number {
  return measure === 'waiting' ? 1 : MEASURING[measure].scale;
}

export function totalOf(measure: Measure): 'sum' | 'max' {
  return measure === 'waiting' ? 'sum' : MEASURING[measure].total;
}
