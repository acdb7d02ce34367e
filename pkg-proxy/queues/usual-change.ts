/** Where a queue is, seen from what is usual for the hour. */
export type UsualSide = 'longer' | 'shorter' | 'usual';

/** A queue has left its usual range for ten minutes, or is back in it. */
export interface UsualChange {
  readonly queue: string;
  readonly to: UsualSide;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Tasks that waited in the last five minutes, on average. */
  readonly waiting: number;
  /** What is usual at that hour, tasks. */
  readonly low: number;
  readonly high: number;
}
