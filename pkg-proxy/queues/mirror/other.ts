import { MEASURE_INFO, type Measure } from '../../../src/contract/measures';

/** The name under which queues without a place are mirrored together. */
export const OTHER = 'Other';

/** Those of the measures that can be told of many queues together. */
export function measuresOfOther<M extends Measure>(measures: readonly M[]): M[] {
  return measures.filter((measure) => MEASURE_INFO[measure].other);
}

/**
 * One value for many queues: their sum, of ages the greatest. Queues that are not known (NaN) are passed over, so it is a
 * lower bound then.
 * @returns NaN when no queue is known
 */
export function together(measure: Measure, values: Iterable<number>): number {
  const sums = MEASURE_INFO[measure].total === 'sum';
  let all = Number.NaN;
  for (const value of values) if (Number.isFinite(value)) all = Number.isNaN(all) ? value : sums ? all + value : Math.max(all, value);
  return all;
}
