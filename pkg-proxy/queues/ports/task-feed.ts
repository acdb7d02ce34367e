export const TASK_EVENT_KINDS = ['sent', 'received', 'started', 'succeeded', 'failed', 'retried', 'revoked', 'rejected'] as const;
export type TaskEventKind = (typeof TASK_EVENT_KINDS)[number];

/**
 * One step in the life of a task, as a worker or producer reported it. Source: celery/worker/request.py and celery/app/amqp.py.
 * It never contains arguments, results, tracebacks or exception messages.
 */
export interface TaskEvent {
  readonly kind: TaskEventKind;
  /** The id of the task. A retry has the same one. */
  readonly uuid: string;
  /** The node name of the worker that reported it, such as `celery@host`; for `sent`, the name of the producer. */
  readonly node: string;
  /** Epoch milliseconds, by the clock of the node. */
  readonly at: number;
  /** The name of the task; only for `sent` and `received`. */
  readonly name?: string | undefined;
  /** The queue that it was sent to; only for `sent`. */
  readonly queue?: string | undefined;
  /** Earliest start, epoch milliseconds; only for `sent` and `received` of a task with an ETA. */
  readonly eta?: number | undefined;
  /** Seconds that it ran; only for `succeeded`. */
  readonly runtime?: number | undefined;
  /** The type of the exception, such as `KeyError`; only for `failed` and `retried`. */
  readonly exception?: string | undefined;
}

export interface TaskFeedListener {
  /** Called when events start to arrive. Earlier events are not repeated. */
  listening(): void;
  /** @param weight how many events each one stands for: more than 1 while there are too many to read all */
  heard(events: readonly TaskEvent[], weight: number): void;
  /** Called for an event, or a whole message, that cannot be read. It is counted and skipped. */
  unreadable(): void;
  /** Called when there are too many events to read any. Reading resumes some seconds later with another call of `listening`. */
  paused(): void;
}

/** Receives the task events of one broker. Only listens; never sends anything. */
export interface TaskFeed {
  /** Listens until the signal aborts. Each call connects anew. @throws BrokerError when it cannot listen, or no longer can */
  listen(listener: TaskFeedListener, signal: AbortSignal): Promise<void>;
}
