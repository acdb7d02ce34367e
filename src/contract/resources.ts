import type { Status } from './measures';

/** Answer of `GET queues`: every known queue, for completion in the editor. */
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
  /** By the thresholds, at that time; absent where nothing names a status, as of a task. */
  readonly status?: Status;
}

/** Answer of `GET preview?queues=…&exclude=…`: which known queues a list of names, globs and `/regexes/` selects. */
export interface PreviewResource {
  /** The first by name, at most 50. */
  readonly queues: readonly string[];
  /** All that are selected. */
  readonly count: number;
  /** Entries that select no known queue. */
  readonly unknown: readonly string[];
}

/** Answer of `GET names`: what variables, filters and the fields of the editor offer beside queues. At most 5,000 each. */
export interface NamesResource {
  /** The environment of this data source: the label `broker`. */
  readonly environments: readonly string[];
  /** Priority steps of the queues. */
  readonly priorities: readonly string[];
  /** Workers that were heard of within a day. */
  readonly workers: readonly string[];
  /** Tasks whose events were heard. */
  readonly tasks: readonly string[];
}

/**
 * Answer of `GET cost`: the monthly cost of a mirror that always runs, in US dollars at us-east-1 list prices, rounded up to
 * cents. The health details have the cost of reading back.
 *
 * Parameters override the saved settings: `?maxQueues=10&measures=waiting&measures=backlog` (and `naming`,
 * `maxDollarsPerMonth`). An absent parameter means the saved value, an empty one the default.
 */
export interface CostResource {
  /** Known queues, and those with their own metrics; the others are added up as `Other`. */
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
  /** PutMetricData requests per month. */
  readonly requests: number;
  readonly dollarsPerMonth: number;
  /** What one more queue with all chosen measures adds, one more task with all of its own, and one more measure of all these queues. */
  readonly dollarsPerQueue: number;
  readonly dollarsPerTask: number;
  readonly dollarsPerMeasure: number;
  /** Cost if every known queue had its own metrics, and what `maxQueues` saves of that. */
  readonly uncappedDollarsPerMonth: number;
  readonly savedDollarsPerMonth: number;
  /**
   * Cost of reading the usual ranges: one metric per day for each known queue, 2,000 at most. Other measures and totals that panels
   * ask for cost extra.
   */
  readonly usualDollarsPerMonth: number;
  /** `maxDollarsPerMonth`; null without a limit. */
  readonly budget: number | null;
  /** True: nothing is mirrored, because it would cost more than the budget. */
  readonly overBudget: boolean;
  /** Largest `maxQueues` that the budget pays for with these measures; 0 if it pays for none. Without a budget: all known queues. */
  readonly affordableQueues: number;
}
