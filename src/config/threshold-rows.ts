import type { Threshold } from '../contract/settings';

/** One line of the table of overrides; while it is being written its queue may be empty or said twice. */
export interface ThresholdRow extends Threshold {
  readonly queue: string;
}

export function rowsOf(queues: Readonly<Record<string, Threshold>> | undefined): ThresholdRow[] {
  return Object.entries(queues ?? {}).map(([queue, { warning, critical }]) => ({ queue, warning, critical }));
}

/** The overrides by queue; rows without a name are not yet any, and of two for one queue the first counts. */
export function overridesOf(rows: readonly ThresholdRow[]): Record<string, Threshold> {
  const named = rows.filter((row, i) => row.queue !== '' && !isRepeated(rows, i));
  return Object.fromEntries(named.map(({ queue, warning, critical }) => [queue, { warning, critical }]));
}

/** True when an earlier row has the same queue. */
export function isRepeated(rows: readonly ThresholdRow[], index: number): boolean {
  const queue = rows[index]?.queue;
  return queue !== '' && rows.findIndex((row) => row.queue === queue) < index;
}
