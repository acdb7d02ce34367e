import type { QueryMeasure } from '../contract/measures';
import type { Grouping } from '../contract/query';

/** Only waiting tasks have one list per priority; the status depends on them. */
export function isKnownByPriority(measure: QueryMeasure): boolean {
  return measure === 'waiting' || measure === 'status';
}

/** A hint about measures that have no value in the selected grouping. */
export function groupingProblem(measures: readonly QueryMeasure[], by: Grouping): string | undefined {
  const empty = by === 'priority' ? measures.filter((measure) => !isKnownByPriority(measure)) : [];
  return empty.length === 0 ? undefined : `${empty.join(', ')}: known for whole queues only, not by priority`;
}
