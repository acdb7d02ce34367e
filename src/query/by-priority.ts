import { t } from '@grafana/i18n';
import type { QueryMeasure } from '../contract/measures';
import type { Grouping } from '../contract/query';

/** Only waiting tasks have one list per priority; the status depends on them. */
export function isKnownByPriority(measure: QueryMeasure): boolean {
  return measure === 'waiting' || measure === 'status';
}

/** A hint about measures that have no value in the selected grouping. */
export function groupingProblem(measures: readonly QueryMeasure[], by: Grouping): string | undefined {
  const empty = by === 'priority' ? measures.filter((measure) => !isKnownByPriority(measure)) : [];
  if (empty.length === 0) return undefined;
  return t('editor.problems.by-priority', 'Known for whole queues only, not by priority: {{measures}}', { measures: empty.join(', ') });
}
