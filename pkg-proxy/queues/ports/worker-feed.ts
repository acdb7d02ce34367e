/** An event of a worker; source: celery/worker/heartbeat.py `Heart._send`. Numbers are NaN if it does not report them. */
export interface WorkerEvent {
  readonly kind: 'online' | 'heartbeat' | 'offline';
  /** Its node name, such as `celery@host`. */
  readonly worker: string;
  /** Seconds between its heartbeats. */
  readonly freq: number;
  /** Tasks running now. */
  readonly active: number;
  /** Tasks started since the worker started. */
  readonly processed: number;
  /** Load average of its host over one minute. */
  readonly load: number;
  readonly version?: string | undefined;
  /** Epoch milliseconds, by the worker's clock. */
  readonly sentAt: number;
}

export interface FeedListener {
  /** Called when events start to arrive. Earlier events are not repeated. */
  listening(): void;
  heard(event: WorkerEvent): void;
}

/** Receives the worker events of one broker. Only listens; never sends anything to a worker. */
export interface WorkerFeed {
  /** Listens until the signal aborts. Each call connects anew. @throws BrokerError when it cannot listen, or no longer can */
  listen(listener: FeedListener, signal: AbortSignal): Promise<void>;
}
