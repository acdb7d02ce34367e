import { LRUCache } from 'lru-cache';
import { BackOff } from '../../lifetime/back-off';
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

const PACE = { firstMs: 5_000, mostMs: 300_000 };

/** The part of the status that the ledger keeps. */
type Accounts = Omit<
  MirrorStatus,
  | 'label'
  | 'startedAt'
  | 'queues'
  | 'leftOut'
  | 'tasks'
  | 'metricsTaken'
  | 'overBudget'
  | 'dropped'
  | 'pendingMinutes'
  | 'pendingRecords'
  | 'lock'
>;

/** What became of the puts, and when to try again after one that failed. Says what is new once, in the log. */
export class MirrorLedger {
  readonly #putClock = new PutClock();
  readonly #refusals = new RefusalBook();
  readonly #count = { puts: 0, requests: 0, stored: 0, refused: 0, late: 0 };
  #lastPutAt: number | null = null;
  readonly #backOff: BackOff<Error>;
  #retryAt: number | null = null;

  constructor(private readonly options: LedgerOptions) {
    this.#backOff = new BackOff({ pace: () => PACE, random: options.random });
  }

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
      const refusal = { queue: record.queue, task: record.task ?? null, measure: record.measure, at: record.at, reason };
      if (this.#refusals.add(refusal)) this.options.log?.warn('A record was refused and dropped.', { ...refusal });
    }
  }

  /** Nothing is left to send. */
  succeeded(): void {
    const { failures } = this.#backOff;
    if (failures > 0) this.options.log?.info('The mirror stores again.', { failedAttempts: failures });
    this.#backOff.succeeded();
    this.#lastPutAt = this.options.now();
    this.#retryAt = null;
  }

  failed(error: Error, pendingMinutes: number): void {
    const before = this.#backOff.error?.message;
    const wait = this.#backOff.failed(error);
    this.#retryAt = this.options.now() + wait;
    const fields = { error: error.message, retryInMs: Math.round(wait), pendingMinutes };
    if (error.message !== before) this.options.log?.warn('The mirror could not store its minutes.', fields);
  }

  get accounts(): Accounts {
    return {
      ...this.#count,
      refusals: this.#refusals.last,
      lastPutAt: this.#lastPutAt,
      lastError: this.#backOff.error?.message ?? null,
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

/** Remembers who was refused and why, so that a queue or task that is refused every minute is reported once. */
class RefusalBook {
  readonly #refusals = new LRUCache<string, Refusal>({ max: 100 });

  /** @returns whether this is news: the first refusal of this queue or task and measure, or another reason */
  add(refusal: Refusal): boolean {
    const key = JSON.stringify([refusal.queue, refusal.task, refusal.measure]);
    const known = this.#refusals.get(key);
    this.#refusals.set(key, refusal);
    return known?.reason !== refusal.reason;
  }

  /** The newest last. */
  get last(): readonly Refusal[] {
    return [...this.#refusals.rvalues()].filter((refusal) => refusal !== undefined);
  }
}
