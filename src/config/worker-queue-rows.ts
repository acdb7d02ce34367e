import type { WorkerSettings } from '../contract/settings';

/** One line of the table of workers; while it is being written its name may be empty or said twice. */
export interface WorkerQueueRow {
  /** A worker's name or a pattern of names. */
  readonly worker: string;
  readonly queues: readonly string[];
}

export function rowsOf(mapping: WorkerSettings['queues'] | undefined): WorkerQueueRow[] {
  return Object.entries(mapping ?? {}).map(([worker, queues]) => ({ worker, queues }));
}

/** The queues by worker; rows without a name are not yet any, and of two for one name the first counts. Undefined when nothing is left. */
export function mappingOf(rows: readonly WorkerQueueRow[]): WorkerSettings['queues'] | undefined {
  const named = rows.filter(({ worker }, i) => worker !== '' && !isRepeated(rows, i));
  return named.length === 0 ? undefined : Object.fromEntries(named.map(({ worker, queues }) => [worker, queues]));
}

/** True when an earlier row has the same name. */
export function isRepeated(rows: readonly WorkerQueueRow[], index: number): boolean {
  const worker = rows[index]?.worker;
  return worker !== '' && rows.findIndex((row) => row.worker === worker) < index;
}
