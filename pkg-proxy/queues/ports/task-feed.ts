export const TASK_EVENT_KINDS = ['sent', 'received', 'started', 'succeeded', 'failed', 'retried', 'revoked', 'rejected'] as const;
export type TaskEventKind = (typeof TASK_EVENT_KINDS)[number];

/**
 * One step in the life of a task, as a worker or a producer told it. Source: celery/worker/request.py and celery/app/amqp.py;
 * arguments, results, tracebacks and messages of exceptions are never in it.
 */
export interface TaskEvent {
  readonly kind: TaskEventKind;
  /** The id of the task. A retry has the same one. */
  readonly uuid: string;
  /** The node name of the worker that told it, such as `celery@host`; of `sent` the name of the producer. */
  readonly node: string;
  /** By the clock of the node, epoch milliseconds. */
  readonly at: number;
  /** The name of the task; only `sent` and `received` have it. */
  readonly name?: string | undefined;
  /** The queue that it was sent to; only `sent` has it. */
  readonly queue?: string | undefined;
  /** When it may start at the earliest, epoch milliseconds; only `sent` and `received` of a task with an ETA have it. */
  readonly eta?: number | undefined;
  /** Seconds that it ran; only `succeeded` has it. */
  readonly runtime?: number | undefined;
  /** The type of the exception, such as `KeyError`; only `failed` and `retried` have it. */
  readonly exception?: string | undefined;
}

export interface TaskFeedListener {
  /** From now on events come; what was before is not told again. */
  listening(): void;
  /** @param weight how many events each of these stands for: more than 1 while there are more than can be read */
  heard(events: readonly TaskEvent[], weight: number): void;
  /** An event, or a whole message, that cannot be read; it is counted and left out. */
  unreadable(): void;
  /** There are so many events that none is read until `listening` is called again, some seconds later. */
  paused(): void;
}

/** Hears what becomes of the tasks of one broker. Only listens: nothing is ever sent. */
export interface TaskFeed {
  /** Listens until the signal aborts. @throws BrokerError when it cannot, or no longer can; asking again connects again */
  listen(listener: TaskFeedListener, signal: AbortSignal): Promise<void>;
}
