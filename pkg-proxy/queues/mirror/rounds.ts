import type { MinuteRecord, PutResult } from '../ports/metric-store';
import type { MirrorPending } from './pending';

/** One round of sending: asks what to send until there is nothing more or something fails. */
export interface Round {
  /**
   * Records to send now; none: the round is over.
   * @throws Error when it cannot be found out
   */
  next(signal: AbortSignal): Promise<readonly MinuteRecord[]>;
  /** What became of the last `next`. */
  settle(result: PutResult, signal: AbortSignal): Promise<void>;
}

/** Records in one call of the store. */
const RECORDS_A_PUT = 5_000;

/** A mirror that is alone: everything that waits, oldest first, in as few puts as possible. */
export function freeRound(pending: MirrorPending): Round {
  let count = 0;
  return {
    async next() {
      const batch = pending.oldest(RECORDS_A_PUT);
      count = batch.length;
      return batch;
    },
    async settle({ unsent }) {
      pending.settle(count, unsent);
    },
  };
}
