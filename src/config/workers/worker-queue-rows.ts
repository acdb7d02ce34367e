import type { WorkerSettings } from '../../contract/settings';

/** One line of the table of workers; while it is being written its name may be empty or said twice. */
export interface WorkerQueueRow {
  /** A worker's name or a pattern of names. */
  readonly worker: string;
  readonly queues: readonly string[];
  /** Tasks that one of them runs at a time, or what was typed instead of a number; undefined where nobody says. */
  readonly slots?: number | string | undefined;
}

/** The two objects that the rows are stored in, by name of a worker. */
export interface WorkerMaps {
  readonly workerQueues?: WorkerSettings['queues'] | undefined;
  readonly workerConcurrency?: Readonly<Record<string, number | string>> | undefined;
}

/** Rows with slots come first, in their order: of several that match, the first counts. */
export function rowsOf({ workerQueues = {}, workerConcurrency = {} }: WorkerMaps): WorkerQueueRow[] {
  const queues = new Map(Object.entries(workerQueues));
  const slots = new Map(Object.entries(workerConcurrency));
  return [...new Set([...slots.keys(), ...queues.keys()])].map((worker) => ({
    worker,
    queues: queues.get(worker) ?? [],
    slots: slots.get(worker),
  }));
}

/**
 * Queues and slots by worker; undefined when there are none. Of two rows for one name the first counts. A row of queues or slots without a
 * name is kept under no name, which the health check refuses; one without any is not yet any.
 */
export function mapsOf(rows: readonly WorkerQueueRow[]): WorkerMaps {
  const named = rows.filter((row, i) => (row.worker !== '' || isNameless(row)) && !isRepeated(rows, i));
  const queues = named.filter((row) => row.slots === undefined || row.queues.length > 0);
  const slots = named.flatMap(({ worker, slots }) => (slots === undefined ? [] : [[worker, slots] as const]));
  return {
    workerQueues: queues.length === 0 ? undefined : Object.fromEntries(queues.map((row) => [row.worker, row.queues])),
    workerConcurrency: slots.length === 0 ? undefined : Object.fromEntries(slots),
  };
}

/** True when queues or slots were given for no workers. */
export function isNameless({ worker, queues, slots }: WorkerQueueRow): boolean {
  return worker === '' && (queues.length > 0 || slots !== undefined);
}

/** True when an earlier row has the same name. */
export function isRepeated(rows: readonly WorkerQueueRow[], index: number): boolean {
  const worker = rows[index]?.worker;
  return worker !== '' && rows.findIndex((row) => row.worker === worker) < index;
}
