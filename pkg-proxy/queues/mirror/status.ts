import type { LeftOut } from './roster';

/** A record that the store would not take, for a person. */
export interface Refusal {
  readonly queue: string | null;
  readonly task: string | null;
  readonly measure: string;
  /** Start of the last minute that was refused, epoch milliseconds. */
  readonly at: number;
  readonly reason: string;
}

/** What the mirror has done since its start, and its state. */
export interface MirrorStatus {
  /** Where it writes, for a person. */
  readonly label: string;
  /** Queues that have a place now. */
  readonly queues: number;
  /** Queues without a place; they are mirrored together, under the name `Other`. */
  readonly leftOut: LeftOut;
  /** Tasks that have a place now, and those that are mirrored together; null where nothing of tasks is mirrored. */
  readonly tasks: { readonly count: number; readonly leftOut: LeftOut } | null;
  /** Why nothing is mirrored at all: its metrics are those of another broker. Null while they are not. */
  readonly metricsTaken: string | null;
  /** Why nothing is mirrored at all: it would cost more than the budget. Null while it does not. */
  readonly overBudget: string | null;
  /** Calls of the store, and the requests it sent for them. */
  readonly puts: number;
  readonly requests: number;
  /** Records, one a queue or task, measure and minute: stored; refused by the store; given up after 3 hours; samples that came too late for their minute. */
  readonly stored: number;
  readonly refused: number;
  readonly dropped: number;
  readonly late: number;
  /** The last refusals, one a queue and measure, newest last. */
  readonly refusals: readonly Refusal[];
  /** Minutes and records that wait to be stored. */
  readonly pendingMinutes: number;
  readonly pendingRecords: number;
  /** What became of minutes because of other mirrors; null for a mirror without a lock. */
  readonly lock: LockStatus | null;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** When nothing was left to send, epoch milliseconds; null before the first. */
  readonly lastPutAt: number | null;
  /** Why nothing could be sent the last time; null when it could. */
  readonly lastError: string | null;
  /** When it will be tried again, epoch milliseconds; null when all is well. */
  readonly retryAt: number | null;
  /** How long the last puts took, milliseconds; null before the first. */
  readonly putMs: PutDurations | null;
}

/** What became of minutes where several mirrors take turns. */
export interface LockStatus {
  /** Where the lock is kept, for a person. */
  readonly label: string;
  /** Minutes that another mirror stored. */
  readonly elsewhere: number;
  /** Minutes that were left out: another mirror claimed them and never finished, or the lock had lost its memory. */
  readonly lost: number;
}

export interface PutDurations {
  readonly last: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}
