/**
 * `online`: heard recently. `late`: two heartbeats are missing. `gone`: it went offline, or three heartbeats are missing. `unknown`:
 * it was not heard recently, but we were not listening.
 */
export const WORKER_STATES = ['online', 'late', 'gone', 'unknown'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];
/** States that are reported. `unknown` says nothing about the worker. */
export type ToldState = Exclude<WorkerState, 'unknown'>;
