import { t } from '@grafana/i18n';
import type { ThresholdOptions } from '../../types';

/** One row of the table of overrides. While a user edits it, its queue may be empty or repeated. */
export interface ThresholdRow extends ThresholdOptions {
  readonly queue: string;
}

export function rowsOf(queues: Readonly<Record<string, ThresholdOptions>> | undefined): ThresholdRow[] {
  return Object.entries(queues ?? {}).map(([queue, { warning, critical, age }]) => ({ queue, warning, critical, ...(age && { age }) }));
}

/**
 * The overrides by queue. If two rows have the same queue, the first counts. A row with thresholds but no queue is saved under the empty
 * name, which the health check refuses. An empty row is not saved.
 */
export function overridesOf(rows: readonly ThresholdRow[]): Record<string, ThresholdOptions> {
  const named = rows.filter((row, i) => (row.queue !== '' || isNameless(row)) && !isRepeated(rows, i));
  return Object.fromEntries(named.map(({ queue, ...thresholds }) => [queue, thresholds]));
}

/** True if the row has thresholds but no queue. */
export function isNameless({ queue, warning, critical, age }: ThresholdRow): boolean {
  return queue === '' && [warning, critical, age?.warning, age?.critical].some((level) => level !== undefined);
}

/** True if an earlier row has the same queue. */
export function isRepeated(rows: readonly ThresholdRow[], index: number): boolean {
  const queue = rows[index]?.queue;
  return queue !== '' && rows.findIndex((row) => row.queue === queue) < index;
}

type AgeOptions = NonNullable<ThresholdOptions['age']>;

/** Age thresholds with one level changed; undefined when no level is left. */
export function withAge(age: AgeOptions | undefined, change: AgeOptions): { readonly age: AgeOptions | undefined } {
  const changed = { ...age, ...change };
  return { age: changed.warning === undefined && changed.critical === undefined ? undefined : changed };
}

/** What is wrong with the two levels together, if both are numbers. The health check refuses the same. */
export function ageProblem({ warning, critical }: AgeOptions = {}): string | undefined {
  if (typeof warning !== 'number' || typeof critical !== 'number' || warning <= critical) return undefined;
  return t(
    'config.thresholds.ageProblem',
    'Expected a number of seconds, not more than critical ({{critical, number}}), got {{warning, number}}. Lower it or raise critical.',
    { warning, critical },
  );
}
