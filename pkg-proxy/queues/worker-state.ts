/**
 * `online`: heard lately. `late`: two heartbeats are missing. `gone`: it said goodbye, or three are missing. `unknown`: it is
 * not heard, but neither is any other, since nobody listens.
 */
export const WORKER_STATES = ['online', 'late', 'gone', 'unknown'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];
/** What is worth telling: that nobody listens is no news of the worker. */
export type ToldState = Exclude<WorkerState, 'unknown'>;
