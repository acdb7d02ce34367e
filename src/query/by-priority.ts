import type { QueryMeasure } from '../contract/measures';
import type { Grouping } from '../contract/query';

/** Only what waits has a list of its own for each priority; the status goes with it. */
export function isKnownByPriority(measure: QueryMeasure): boolean {
  return measure === 'waiting' || measure === 'status';
}

/** A word about measures that have no value in the grouping that was chosen. */
export function groupingProblem(measures: readonly QueryMeasure[], by: Grouping): string | undefined {
  const empty = by === 'priority' ? measures.filter((measure) => !isKnownByPriority(measure)) : [];
  return empty.length === 0 ? undefined : `${empty.join(', ')}: known for whole queues only, not by priority`;
}
