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
  /** When it was over, for what lasts; absent for what has no length, and as long as it goes on. */
  readonly until?: number | undefined;
  /** Whether it goes on still. */
  readonly open?: boolean | undefined;
  readonly kind: EventKind;
  readonly queue?: string | undefined;
  readonly worker?: string | undefined;
  readonly severity: Severity;
  /** A few words, and a sentence. */
  readonly title: string;
  readonly text: string;
  /** Kind, severity, and the queue or worker. */
  readonly tags: readonly string[];
}

/** An event as those who notice it tell it; the log adds the rest. */
export type NewEvent = Omit<BacklogEvent, 'id' | 'tags'>;
