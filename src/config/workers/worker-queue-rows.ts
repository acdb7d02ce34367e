import type { WorkerSettings } from '../../contract/settings';

/** One line of the table of workers; while it is being written its name may be empty or said twice. */
export interface WorkerQueueRow {
  /** A worker's name or a pattern of names. */
  readonly worker: string;
  readonly queues: readonly string[];
}

export function rowsOf(mapping: WorkerSettings['queues'] | undefined): WorkerQueueRow[] {
  return Object.entries(mapping ?? {}).map(([worker, queues]) => ({ worker, queues }));
}

/**
 * The queues by worker; undefined when there are none. Of two rows for one name the first counts. A row of queues without a name is kept
 * under no name, which the health check refuses; one without either is not yet any.
 */
export function mappingOf(rows: readonly WorkerQueueRow[]): WorkerSettings['queues'] | undefined {
  const named = rows.filter((row, i) => (row.worker !== '' || isNameless(row)) && !isRepeated(rows, i));
  return named.length === 0 ? undefined : Object.fromEntries(named.map(({ worker, queues }) => [worker, queues]));
}

/** True when queues were given for no workers. */
export function isNameless({ worker, queues }: WorkerQueueRow): boolean {
  return worker === '' && queues.length > 0;
}

/** True when an earlier row has the same name. */
export function isRepeated(rows: readonly WorkerQueueRow[], index: number): boolean {
  const worker = rows[index]?.worker;
  return worker !== '' && rows.findIndex((row) => row.worker === worker) < index;
}
