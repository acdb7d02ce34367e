import type { ThresholdOptions } from '../../types';

/** One line of the table of overrides; while it is being written its queue may be empty or said twice. */
export interface ThresholdRow extends ThresholdOptions {
  readonly queue: string;
}

export function rowsOf(queues: Readonly<Record<string, ThresholdOptions>> | undefined): ThresholdRow[] {
  return Object.entries(queues ?? {}).map(([queue, { warning, critical, age }]) => ({ queue, warning, critical, ...(age && { age }) }));
}

/**
 * The overrides by queue. Of two rows for one queue the first counts. A row that says something without a name is kept under no name,
 * which the health check refuses; one that says nothing is not yet any.
 */
export function overridesOf(rows: readonly ThresholdRow[]): Record<string, ThresholdOptions> {
  const named = rows.filter((row, i) => (row.queue !== '' || isNameless(row)) && !isRepeated(rows, i));
  return Object.fromEntries(named.map(({ queue, ...thresholds }) => [queue, thresholds]));
}

/** True when thresholds were given for no queue. */
export function isNameless({ queue, warning, critical, age }: ThresholdRow): boolean {
  return queue === '' && [warning, critical, age?.warning, age?.critical].some((level) => level !== undefined);
}

/** True when an earlier row has the same queue. */
export function isRepeated(rows: readonly ThresholdRow[], index: number): boolean {
  const queue = rows[index]?.queue;
  return queue !== '' && rows.findIndex((row) => row.queue === queue) < index;
}

type AgeOptions = NonNullable<ThresholdOptions['age']>;

/** Age thresholds with one level changed; none at all when no level is left. */
export function withAge(age: AgeOptions | undefined, change: AgeOptions): { readonly age: AgeOptions | undefined } {
  const changed = { ...age, ...change };
  return { age: changed.warning === undefined && changed.critical === undefined ? undefined : changed };
}

/** What is wrong with two levels that are numbers each: the health check refuses it too. */
export function ageProblem({ warning, critical }: AgeOptions = {}): string | undefined {
  const isWrong = typeof warning === 'number' && typeof critical === 'number' && warning > critical;
  return isWrong ? `Expected a number of seconds, not more than critical (${critical})` : undefined;
}
