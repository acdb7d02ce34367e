import type { DetailMeasure } from '../../../src/contract/measures';

/** What to inspect in one list of a queue. */
export interface ListQuestion {
  readonly queue: string;
  /** Index into the reader's steps. */
  readonly step: number;
  /** The newest message at the last look, as in the last answer; undefined at the first look. */
  readonly anchor: string | undefined;
  /** Identifies the oldest message at the last look. */
  readonly tail: string | undefined;
}

/** What a message at the old end of a list says about itself. */
export interface WaitingTask {
  /** When it was sent, epoch milliseconds; undefined if it does not say. */
  readonly sentAt: number | undefined;
  /** Whether the sender wrote `sentAt`; otherwise it is derived from a similar time. */
  readonly exact: boolean;
  /** Earliest time to run, epoch milliseconds. */
  readonly eta: number | undefined;
  /** Given back by a worker that stopped: it is at the old end whatever its age. */
  readonly redelivered: boolean;
}

/** One list as it was at one moment. */
export interface ListLook {
  /** Tasks. */
  readonly length: number;
  /** Estimate of the memory the list takes. */
  readonly bytes: number;
  /** Messages in front of the anchor: arrivals since the last look. undefined if the anchor was not found or not given. */
  readonly newer: number | undefined;
  /** How many messages, from the newest, were searched for the anchor. */
  readonly searched: number;
  /** The newest message now; undefined if messages are too large to be transferred. */
  readonly anchor: string | undefined;
  /** Identifies the oldest message now. */
  readonly tail: string | undefined;
  /** The oldest messages, oldest first; undefined if unchanged since the last look, or too large to be read. */
  readonly oldest: readonly WaitingTask[] | undefined;
  /** Whether the length and the position of the anchor were read atomically. */
  readonly atomic: boolean;
}

/** Tasks that workers have taken and not acknowledged. */
export interface Deliveries {
  /** All of them, exact. */
  readonly total: number;
  /** Those unacknowledged for longer than the visibility timeout. */
  readonly overdue: number;
  /** When the oldest was taken, by the worker's clock; epoch milliseconds. */
  readonly oldestAt: number | undefined;
  /** All of them, or an even sample. */
  readonly entries: readonly Delivery[];
}

export interface Delivery {
  /** The queue it came from; undefined if unknown. */
  readonly queue: string | undefined;
  readonly eta: number | undefined;
  /** The id and the name of its task, if known. */
  readonly id?: string | undefined;
  readonly task?: string | undefined;
}

export interface ProbeRequest {
  readonly lists: readonly ListQuestion[];
  /** The message header that holds the time at which a task was sent. */
  readonly ageHeader: string;
  readonly visibilityTimeoutMs: number;
}

/** The queue details that were read. Each part may be an error of its own, in words a person can act on. */
export interface Probe {
  /** In the order asked for; undefined for a list that could not be inspected. */
  readonly looks: readonly (ListLook | undefined)[] | Error;
  readonly deliveries: Deliveries | Error;
  /** Measures that the looks cannot provide, and why. */
  readonly off?: ReadonlyMap<DetailMeasure, string>;
}
