import type { ThresholdOptions } from '../../types';

/** One line of the table of overrides; while it is being written its queue may be empty or said twice. */
export interface ThresholdRow extends ThresholdOptions {
  readonly queue: string;
}

export function rowsOf(queues: Readonly<Record<string, ThresholdOptions>> | undefined): ThresholdRow[] {
  return Object.entries(queues ?? {}).map(([queue, { warning, critical }]) => ({ queue, warning, critical }));
}

/**
 * The overrides by queue. Of two rows for one queue the first counts. A row that says something without a name is kept under no name,
 * which the health check refuses; one that says nothing is not yet any.
 */
export function overridesOf(rows: readonly ThresholdRow[]): Record<string, ThresholdOptions> {
  const named = rows.filter((row, i) => (row.queue !== '' || isNameless(row)) && !isRepeated(rows, i));
  return Object.fromEntries(named.map(({ queue, warning, critical }) => [queue, { warning, critical }]));
}

/** True when thresholds were given for no queue. */
export function isNameless({ queue, warning, critical }: ThresholdRow): boolean {
  return queue === '' && (warning !== undefined || critical !== undefined);
}

/** True when an earlier row has the same queue. */
export function isRepeated(rows: readonly ThresholdRow[], index: number): boolean {
  const queue = rows[index]?.queue;
  return queue !== '' && rows.findIndex((row) => row.queue === queue) < index;
}
