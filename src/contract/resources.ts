/** Answer of `GET queues`: every queue known, for completion in the editor. */
export interface QueuesResource {
  readonly queues: readonly QueueEntry[];
}
export interface QueueEntry {
  readonly name: string;
  /** Why it is known. */
  readonly source: 'configured' | 'discovered' | 'seen';
  /** Epoch milliseconds of the last sample that read it; null before the first. */
  readonly lastSeen: number | null;
  /** Tasks waiting at that time; null when it could not be read. */
  readonly waiting: number | null;
}

/** Answer of `GET cost`: what the mirror costs a month, in US dollars at us-east-1 list prices. */
export interface CostResource {
  readonly queues: number;
  readonly metrics: number;
  /** PutMetricData calls a month. */
  readonly requests: number;
  readonly dollarsPerMonth: number;
}
