/** A waiting task, as far as its message was read. */
export interface QueuedTask {
  /** Its name; undefined if the message has none or is not a task. */
  readonly task: string | undefined;
  /** The priority step whose list it is in. */
  readonly step: number;
  /** How often it was retried. */
  readonly retries: number;
  /** When it may run, epoch milliseconds. */
  readonly eta: number | undefined;
  /** When it was sent, epoch milliseconds; undefined if unknown. */
  readonly sentAt: { readonly at: number; readonly quality: 'exact' | 'estimate' } | undefined;
  /** Size of the whole message, as stored in the broker. */
  readonly bytes: number;
  /** Its encoding, or what is wrong with it, for a person: `json`, `gzip pickle`, `broken JSON`. */
  readonly format: string;
  /** Python's repr of the arguments. Show it only if the settings allow it, and only masked. */
  readonly args: string | undefined;
  readonly kwargs: string | undefined;
}

/** How much of one priority list was read. */
export interface PeekedStep {
  readonly step: number;
  /** Tasks in the list. */
  readonly length: number;
  /** Tasks that were read. If it equals `length`, counts are exact. */
  readonly sampled: number;
}

/** A bounded look into one queue: its newest and oldest tasks, and some in between if that is cheap. */
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
