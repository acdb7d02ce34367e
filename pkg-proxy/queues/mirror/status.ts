import type { LeftOut } from './roster';

/** A record that the store would not take, for a person. */
export interface Refusal {
  readonly queue: string | null;
  readonly measure: string;
  /** Start of the last minute that was refused, epoch milliseconds. */
  readonly at: number;
  readonly reason: string;
}

/** What the mirror has done since its start and how it fares. */
export interface MirrorStatus {
  /** Where it writes, for a person. */
  readonly label: string;
  /** Queues that have a place now. */
  readonly queues: number;
  readonly leftOut: LeftOut;
  /** Calls of the store, and the requests it sent for them. */
  readonly puts: number;
  readonly requests: number;
  /** Records, one a queue, measure and minute: stored; refused by the store; given up after 3 hours; samples that came too late for their minute. */
  readonly stored: number;
  readonly refused: number;
  readonly dropped: number;
  readonly late: number;
  /** The last refusals, one a queue and measure, newest last. */
  readonly refusals: readonly Refusal[];
  /** Minutes and records that wait to be stored. */
  readonly pendingMinutes: number;
  readonly pendingRecords: number;
  /** When a put last left nothing behind, epoch milliseconds; null before the first. */
  readonly lastPutAt: number | null;
  /** Why the last put failed; null when it did not. */
  readonly lastError: string | null;
  /** When it will be tried again, epoch milliseconds; null when all is well. */
  readonly retryAt: number | null;
  /** How long the last puts took, milliseconds; null before the first. */
  readonly putMs: PutDurations | null;
}

export interface PutDurations {
  readonly last: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}
