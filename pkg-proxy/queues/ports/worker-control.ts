/** All that workers are ever asked. Neither changes a worker. */
export const CONTROL_METHODS = ['active_queues', 'stats'] as const;
export type ControlMethod = (typeof CONTROL_METHODS)[number];

/** What a worker answers, by method. Made of named fields only, so no broker URL or password comes along. */
export interface ControlValues {
  /** Names of the queues it consumes. */
  readonly active_queues: readonly string[];
  readonly stats: WorkerStats;
}

/** Numbers are NaN where the worker does not say. */
export interface WorkerStats {
  /** How many tasks it can run at a time. */
  readonly pool: number;
  /** How many messages it may hold without having acknowledged them. */
  readonly prefetch: number;
}

export interface ControlAnswer<M extends ControlMethod> {
  /** How many workers were reached, as Redis counted them. */
  readonly receivers: number;
  /** What those said that answered in time, by worker name. */
  readonly replies: ReadonlyMap<string, ControlValues[M]>;
  /** Why there is no value from workers that answered, by their name: an error of theirs, or a form that is not read, such as pickle. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Asks the workers of one broker. Unlike everything else it writes to the broker, cleans up behind itself, and keeps no connection open. */
export interface WorkerControl {
  /**
   * Asks every worker and waits for as many answers as there are workers, or until the signal aborts; what has come by then is
   * the answer.
   * @throws BrokerError
   */
  ask<M extends ControlMethod>(method: M, signal: AbortSignal): Promise<ControlAnswer<M>>;
}
