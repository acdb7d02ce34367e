/** What a worker says of itself; source: celery/worker/heartbeat.py `Heart._send`. Numbers are NaN where it does not say. */
export interface WorkerEvent {
  readonly kind: 'online' | 'heartbeat' | 'offline';
  /** Its node name, such as `celery@host`. */
  readonly worker: string;
  /** Seconds between its heartbeats. */
  readonly freq: number;
  /** Tasks that run now. */
  readonly active: number;
  /** Tasks begun since the worker started. */
  readonly processed: number;
  /** Load average of its host over one minute. */
  readonly load: number;
  readonly version?: string | undefined;
  /** By the worker's clock, epoch milliseconds. */
  readonly sentAt: number;
}

export interface FeedListener {
  /** From now on every event comes; what was before is not told again. */
  listening(): void;
  heard(event: WorkerEvent): void;
}

/** Hears the workers of one broker. Only listens: nothing is ever sent to them. */
export interface WorkerFeed {
  /** Listens until the signal aborts. @throws BrokerError when it cannot, or no longer can; asking again connects again */
  listen(listener: FeedListener, signal: AbortSignal): Promise<void>;
}
