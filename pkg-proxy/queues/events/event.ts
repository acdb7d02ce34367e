import type { Severity } from '../severity';

export type EventKind =
  | 'threshold'
  | 'unconsumed'
  | 'unusual'
  | 'appeared'
  | 'drained'
  | 'unreadable'
  | 'restart'
  | 'failover'
  | 'eviction'
  | 'worker-online'
  | 'worker-gone';

/** Something that happened to a broker, one of its queues or one of its workers. */
export interface BacklogEvent {
  /** Unique within the process. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** When it ended. Absent while it lasts, and for an event without a duration. */
  readonly until?: number | undefined;
  /** Whether it is still going on. */
  readonly open?: boolean | undefined;
  readonly kind: EventKind;
  readonly queue?: string | undefined;
  readonly worker?: string | undefined;
  readonly severity: Severity;
  /** A few words. */
  readonly title: string;
  /** One or more sentences. */
  readonly text: string;
  /** Kind, severity, and the queue or worker. */
  readonly tags: readonly string[];
}

/** An event before the log gives it an id and tags. */
export type NewEvent = Omit<BacklogEvent, 'id' | 'tags'>;
