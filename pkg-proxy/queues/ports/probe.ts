import type { DetailMeasure } from '../../../src/contract/measures';

/** What to look at in one list of a queue. */
export interface ListQuestion {
  readonly queue: string;
  /** Index into the reader's steps. */
  readonly step: number;
  /** The newest message at the last look, as the last answer gave it; undefined at the first. */
  readonly anchor: string | undefined;
  /** What named the oldest message at the last look. */
  readonly tail: string | undefined;
}

/** What a message at the old end of a list says of itself. */
export interface WaitingTask {
  /** When it was sent, epoch milliseconds; undefined when it does not say. */
  readonly sentAt: number | undefined;
  /** Whether `sentAt` was written by the sender, or derived from something that is nearly it. */
  readonly exact: boolean;
  /** Not to be run before; epoch milliseconds. */
  readonly eta: number | undefined;
  /** Given back by a worker that ended: it stands at the old end whatever its age. */
  readonly redelivered: boolean;
}

/** One list as it was at one moment. */
export interface ListLook {
  /** Tasks. */
  readonly length: number;
  /** Estimate of the memory the list takes. */
  readonly bytes: number;
  /** How many messages are in front of the anchor: what has come since the last look. undefined when it was not found or not asked for. */
  readonly newer: number | undefined;
  /** How many messages, from the newest, were searched for the anchor. */
  readonly searched: number;
  /** The newest message now; undefined in a list whose messages are too large to be moved. */
  readonly anchor: string | undefined;
  /** What names the oldest message now. */
  readonly tail: string | undefined;
  /** The oldest messages, oldest first; undefined when they are those of the last look, or too large to be read. */
  readonly oldest: readonly WaitingTask[] | undefined;
  /** Whether length and place of the anchor were read at one moment. */
  readonly atomic: boolean;
}

/** Tasks that workers have taken and not acknowledged. */
export interface Deliveries {
  /** All of them, exact. */
  readonly total: number;
  /** Those taken longer ago than the visibility timeout. */
  readonly overdue: number;
  /** When the oldest was taken, by the worker's clock; epoch milliseconds. */
  readonly oldestAt: number | undefined;
  /** All of them, or an even sample. */
  readonly entries: readonly Delivery[];
}

export interface Delivery {
  /** Where it came from; undefined when that cannot be told. */
  readonly queue: string | undefined;
  readonly eta: number | undefined;
  /** The id and the name of its task, where they can be told. */
  readonly id?: string | undefined;
  readonly task?: string | undefined;
}

export interface ProbeRequest {
  readonly lists: readonly ListQuestion[];
  /** Header that says when a task was sent. */
  readonly ageHeader: string;
  readonly visibilityTimeoutMs: number;
}

/** What was read beyond lengths. Either part may be missing for a reason of its own, in words a person can act on. */
export interface Probe {
  /** In the order asked for; undefined for a list that could not be looked at. */
  readonly looks: readonly (ListLook | undefined)[] | Error;
  readonly deliveries: Deliveries | Error;
  /** Measures that the looks do not tell although there are some, and why. */
  readonly off?: ReadonlyMap<DetailMeasure, string>;
}
