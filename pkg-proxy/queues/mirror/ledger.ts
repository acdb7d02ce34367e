import type { Log } from '../log';
import type { PutResult } from '../ports/metric-store';
import type { MirrorStatus, PutDurations, Refusal } from './status';

export interface LedgerOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  readonly log: Log | undefined;
}

/** Waits after the first failure, doubling up to the last; each shortened by up to half at random. Milliseconds. */
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 300_000;

/** The part of the status that the ledger keeps. */
type Accounts = Omit<
  MirrorStatus,
  'label' | 'queues' | 'leftOut' | 'metricsTaken' | 'overBudget' | 'dropped' | 'pendingMinutes' | 'pendingRecords' | 'lock'
>;

/** What became of the puts, and when to try again after one that failed. Says what is new once, in the log. */
export class MirrorLedger {
  readonly #putClock = new PutClock();
  readonly #refusals = new RefusalBook();
  readonly #count = { puts: 0, requests: 0, stored: 0, refused: 0, late: 0 };
  #lastPutAt: number | null = null;
  #lastError: string | null = null;
  #failures = 0;
  #retryAt: number | null = null;

  constructor(private readonly options: LedgerOptions) {}

  /** When to try again, epoch milliseconds; null when all is well. */
  get retryAt(): number | null {
    return this.#retryAt;
  }

  late(): void {
    this.#count.late++;
  }

  put(result: PutResult, milliseconds: number): void {
    this.#putClock.add(milliseconds);
    this.#count.puts++;
    this.#count.requests += result.requests;
    this.#count.stored += result.stored;
    this.#count.refused += result.refused.length;
    for (const { record, reason } of result.refused) {
      const refusal = { queue: record.queue, measure: record.measure, at: record.at, reason };
      if (this.#refusals.add(refusal)) this.options.log?.warn('A record was refused and dropped.', { ...refusal });
    }
  }

  /** Nothing is left to send. */
  succeeded(): void {
    if (this.#failures > 0) this.options.log?.info('The mirror stores again.', { failedAttempts: this.#failures });
    this.#lastPutAt = this.options.now();
    this.#failures = 0;
    this.#retryAt = null;
    this.#lastError = null;
  }

  failed(error: Error, pendingMinutes: number): void {
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures) * (1 - this.options.random() / 2);
    this.#failures++;
    this.#retryAt = this.options.now() + wait;
    const fields = { error: error.message, retryInMs: Math.round(wait), pendingMinutes };
    if (error.message !== this.#lastError) this.options.log?.warn('The mirror could not store its minutes.', fields);
    this.#lastError = error.message;
  }

  get accounts(): Accounts {
    return {
      ...this.#count,
      refusals: this.#refusals.last,
      lastPutAt: this.#lastPutAt,
      lastError: this.#lastError,
      retryAt: this.#retryAt,
      putMs: this.#putClock.summary,
    };
  }
}

/** Durations of the last puts: two hours of them at one a minute. */
class PutClock {
  static readonly WINDOW = 120;
  readonly #durations: number[] = [];

  add(milliseconds: number): void {
    this.#durations.push(milliseconds);
    if (this.#durations.length > PutClock.WINDOW) this.#durations.shift();
  }

  get summary(): PutDurations | null {
    const last = this.#durations.at(-1);
    if (last === undefined) return null;
    const sorted = [...this.#durations].sort((a, b) => a - b);
    const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!;
    return { last, p50: rank(0.5), p95: rank(0.95), max: rank(1) };
  }
}

/** Remembers who was refused and why, so that a queue that is refused every minute is reported once. */
class RefusalBook {
  static readonly SIZE = 100;
  readonly #refusals = new Map<string, Refusal>();

  /** @returns whether this is news: the first refusal of this queue and measure, or another reason */
  add(refusal: Refusal): boolean {
    const key = JSON.stringify([refusal.queue, refusal.measure]);
    const known = this.#refusals.get(key);
    this.#refusals.delete(key);
    this.#refusals.set(key, refusal);
    if (this.#refusals.size > RefusalBook.SIZE) this.#refusals.delete(this.#refusals.keys().next().value!);
    return known?.reason !== refusal.reason;
  }

  get last(): readonly Refusal[] {
    return [...this.#refusals.values()];
  }
}
