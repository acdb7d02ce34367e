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

/**
 * Answer of `GET cost`: what the mirror costs a month if it runs all the time, in US dollars at us-east-1 list prices,
 * rounded up to cents. What reading back costs is counted where it happens, in the health details.
 *
 * The question may be about other settings than the saved ones: `?maxQueues=10&measures=waiting&measures=backlog` (and
 * `naming`, `maxDollarsPerMonth`). A parameter that is absent is as saved, one that is empty has its default.
 */
export interface CostResource {
  /** Queues that are known, and those of them that have a metric of their own; the others are summed up as `Other`. */
  readonly knownQueues: number;
  readonly queues: number;
  /** Tasks that are known, and those of them that would have metrics of their own; both 0 where nothing of tasks is mirrored. */
  readonly knownTasks: number;
  readonly tasks: number;
  /**
   * One a queue and measure, one for the broker, and one a measure for the sum `Other` where there is one. Of tasks: one a task and
   * measure, one a measure for `Other`, and one that says how long somebody listened.
   */
  readonly metrics: number;
  /** PutMetricData calls a month. */
  readonly requests: number;
  readonly dollarsPerMonth: number;
  /** What one more queue with all chosen measures adds, one more task with all of its own, and one more measure of all these queues. */
  readonly dollarsPerQueue: number;
  readonly dollarsPerTask: number;
  readonly dollarsPerMeasure: number;
  /** What it would cost if every known queue had its own metrics, and so what `maxQueues` saves. */
  readonly uncappedDollarsPerMonth: number;
  readonly savedDollarsPerMonth: number;
  /**
   * What reading the usual ranges adds: a metric a day for each queue that is known, of 2,000 at most. Other measures and totals that panels ask
   * for come on top.
   */
  readonly usualDollarsPerMonth: number;
  /** `maxDollarsPerMonth`; null without a limit. */
  readonly budget: number | null;
  /** True: nothing is mirrored, since it would cost more than the budget. */
  readonly overBudget: boolean;
  /** The largest `maxQueues` that the budget pays for with these measures; 0 when it pays for none. Without a budget: all that are known. */
  readonly affordableQueues: number;
}
