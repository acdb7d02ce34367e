/** A task that waits in a queue, as far as it was looked at. */
export interface QueuedTask {
  /** Its name; undefined where the message does not say, or is none. */
  readonly task: string | undefined;
  /** The priority step whose list it is in. */
  readonly step: number;
  /** How often it was tried before. */
  readonly retries: number;
  /** When it may run, epoch milliseconds. */
  readonly eta: number | undefined;
  /** When it was sent, epoch milliseconds; undefined where nothing tells. */
  readonly sentAt: { readonly at: number; readonly quality: 'exact' | 'estimate' } | undefined;
  /** Of the whole message, as it lies in the broker. */
  readonly bytes: number;
  /** How it is written, or what is wrong with it, for a person: `json`, `gzip pickle`, `broken JSON`. */
  readonly format: string;
  /** Python's repr of the arguments. Only for those whom the settings allow to see it, and masked before that. */
  readonly args: string | undefined;
  readonly kwargs: string | undefined;
}

/** How much of one priority list was looked at. */
export interface PeekedStep {
  readonly step: number;
  /** Tasks in the list. */
  readonly length: number;
  /** Tasks of it that were read. All of them, and what is counted is exact. */
  readonly sampled: number;
}

/** A bounded look into one queue: its newest and oldest tasks, and some between where that costs little. */
export interface Peek {
  readonly queue: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Tasks in all its lists. */
  readonly waiting: number;
  readonly tasks: readonly QueuedTask[];
  /** Every priority step that is not empty. */
  readonly steps: readonly PeekedStep[];
}
