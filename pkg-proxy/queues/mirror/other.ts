import type { Measure } from '../../../src/contract/measures';

/** The name under which queues without a place are mirrored together. */
export const OTHER = 'Other';

/** How a measure of many queues becomes one value. Measures that are not here have none: drain times and workers do not add up. */
const TOGETHER: Readonly<Partial<Record<Measure, (a: number, b: number) => number>>> = {
  waiting: sum,
  inFlight: sum,
  scheduled: sum,
  backlog: sum,
  oldestAge: Math.max,
  arrivals: sum,
  departures: sum,
  memory: sum,
};

/** Those of the measures that can be told of many queues together. */
export function measuresOfOther<M extends Measure>(measures: readonly M[]): M[] {
  return measures.filter((measure) => TOGETHER[measure]);
}

/**
 * One value for many queues: their sum, of ages the greatest. Queues that are not known (NaN) are passed over, so it is a
 * lower bound then.
 * @returns NaN when no queue is known, or the measure cannot be told of many
 */
export function together(measure: Measure, values: Iterable<number>): number {
  const combine = TOGETHER[measure];
  let all = Number.NaN;
  if (!combine) return all;
  for (const value of values) if (Number.isFinite(value)) all = Number.isNaN(all) ? value : combine(all, value);
  return all;
}

function sum(a: number, b: number): number {
  return a + b;
}
