import type { Measure } from '../../../src/contract/measures';
import { totalOf } from '../measuring';

/** The name under which queues without a place are mirrored together. */
export const OTHER = 'Other';

/** Drain times and workers cannot be told of many queues together. */
const ALONE: readonly Measure[] = ['drainTime', 'workers'];

/** Those of the measures that can be told of many queues together. */
export function measuresOfOther<M extends Measure>(measures: readonly M[]): M[] {
  return measures.filter((measure) => !ALONE.includes(measure));
}

/**
 * One value for many queues: their sum, of ages the greatest. Queues that are not known (NaN) are passed over, so it is a
 * lower bound then.
 * @returns NaN when no queue is known
 */
export function together(measure: Measure, values: Iterable<number>): number {
  const sums = totalOf(measure) === 'sum';
  let all = Number.NaN;
  for (const value of values) if (Number.isFinite(value)) all = Number.isNaN(all) ? value : sums ? all + value : Math.max(all, value);
  return all;
}
