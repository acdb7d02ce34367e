import type { BrokerError } from './reader';

/** One look at the broker that succeeded. */
export interface GoodSample {
  readonly ok: true;
  /** When the lengths were read, epoch milliseconds. */
  readonly at: number;
  /** The queues that were asked for, in the order of `waiting` and `steps`. */
  readonly queues: readonly string[];
  /** Tasks waiting by queue, summed over priority steps; NaN for a queue that could not be read. */
  readonly waiting: Float64Array;
  /** Tasks waiting by queue and step: index `queue × number of steps + step`. */
  readonly steps: Float64Array;
  /** Why a queue could not be read, by name. */
  readonly failed: ReadonlyMap<string, string>;
}

/** One look at the broker that failed. */
export interface FailedSample {
  readonly ok: false;
  readonly at: number;
  readonly error: BrokerError;
}

export type Sample = GoodSample | FailedSample;
