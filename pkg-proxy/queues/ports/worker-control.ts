/** The only remote control commands that are sent. Neither changes a worker. */
export const CONTROL_METHODS = ['active_queues', 'stats'] as const;
export type ControlMethod = (typeof CONTROL_METHODS)[number];

/** A worker's reply by method. Only known fields are taken, so that no broker URL or password slips in. */
export interface ControlValues {
  /** Names of the queues it consumes. */
  readonly active_queues: readonly string[];
  readonly stats: WorkerStats;
}

/** Numbers are NaN if the worker does not report them. */
export interface WorkerStats {
  /** How many tasks it can run at a time. */
  readonly pool: number;
  /** How many unacknowledged messages it may hold. */
  readonly prefetch: number;
}

export interface ControlAnswer<M extends ControlMethod> {
  /** How many workers were reached, as counted by Redis. */
  readonly receivers: number;
  /** The replies that came in time, by worker name. */
  readonly replies: ReadonlyMap<string, ControlValues[M]>;
  /** Why a reply could not be used, by worker name: an error of the worker, or an unsupported serializer such as pickle. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Asks the workers of one broker. Unlike everything else, it writes to the broker. It cleans up after itself and keeps no connection open. */
export interface WorkerControl {
  /**
   * Asks every worker and waits until all have replied or the signal aborts. Returns the replies received by then.
   * @throws BrokerError
   */
  ask<M extends ControlMethod>(method: M, signal: AbortSignal): Promise<ControlAnswer<M>>;
}
