import { withDeadline } from '../../lifetime/deadline';
import type { Log } from '../log';
import { MINUTE_MS } from '../minute';
import type { MinuteRecord, PutResult } from '../ports/metric-store';
import type { Claim, MinuteLock } from '../ports/minute-lock';
import type { MirrorPending } from './pending';
import type { Round } from './rounds';
import type { LockStatus } from './status';

/** How long the lock may take for one answer. Milliseconds. */
const LOCK_TIMEOUT_MS = 2_000;
/** Who saw only part of a minute leaves it to the others for so long after its end. Milliseconds. */
const PARTIAL_WAIT_MS = 30_000;
/** Minutes of others that are asked for again in one round: those of the dead stay for hours, and must not delay the new ones. */
const TAKEN_A_ROUND = 3;

export interface TurnsOptions {
  readonly lock: MinuteLock;
  readonly pending: MirrorPending;
  /** How old a minute may get while it waits. Milliseconds. */
  readonly maxAgeMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Log | undefined;
}

/**
 * One of several mirrors of the same series: sends a minute only after it has claimed it, one minute a put. What another
 * has claimed stays here, in case it is given back; what another has stored is dropped.
 */
export class Turns {
  readonly #startedAt: number;
  /** Claimed by another when last asked; the one that was asked for last is last. */
  readonly #taken = new Set<number>();
  /** Claimed by this mirror, and in part or perhaps stored: nobody else may ever send it. */
  readonly #held = new Set<number>();
  /** Stored by this mirror, which the lock will hear before anything else is claimed. */
  readonly #unmarked = new Set<number>();
  readonly #count = { elsewhere: 0, lost: 0 };

  constructor(private readonly options: TurnsOptions) {
    this.#startedAt = options.now();
  }

  /** Makes the lock ready. If that fails, the first claim says so. */
  open(signal: AbortSignal): void {
    this.#ask((limit) => this.options.lock.open(limit), signal).catch(() => undefined);
  }

  /** @param ending the last round of this mirror: what is not sent in it never will be */
  round(ending: boolean): Round {
    this.#giveUp();
    const { pending } = this.options;
    const fresh = pending.oldestFirst().filter((minute) => !this.#taken.has(minute));
    const minutes = [...fresh, ...[...this.#taken].slice(0, TAKEN_A_ROUND)].values();
    /** The last minute that was handed out. */
    let at = Number.NEGATIVE_INFINITY;
    return {
      next: async (signal) => {
        await this.#markStored(signal);
        for (let next = minutes.next(); !next.done && !signal.aborted; next = minutes.next()) {
          at = next.value;
          const records = pending.of(at);
          if (records.length === 0 || (!ending && this.#leavesToOthers(at, records))) continue;
          if ((await this.#claim(at, signal)) === 'mine') return records;
        }
        return [];
      },
      settle: (result, signal) => this.#settle(at, result, signal),
    };
  }

  /** Minutes that wait for another mirror. */
  get taken(): number {
    return this.#taken.size;
  }

  get status(): LockStatus {
    return { label: this.options.lock.label, ...this.#count };
  }

  /** Minutes that another claimed three hours ago and did not finish. */
  #giveUp(): void {
    const { pending, now, maxAgeMs } = this.options;
    const tooOld = [...this.#taken].filter((minute) => minute < now() - maxAgeMs);
    for (const minute of tooOld) this.#forget(minute);
    this.#lost(tooOld.length, 'Another mirror claimed minutes and never stored them: they are lost.');
    for (const minutes of [this.#held, this.#unmarked]) for (const minute of minutes) if (minute < now() - maxAgeMs) minutes.delete(minute);
    // What had to make room.
    for (const minute of this.#taken) if (pending.of(minute).length === 0) this.#taken.delete(minute);
  }

  /** A mirror that started within the minute, or that failed to read the broker in it, is not the first to claim it. */
  #leavesToOthers(minute: number, records: readonly MinuteRecord[]): boolean {
    const partial =
      minute < this.#startedAt || records.some(({ measure, values }) => measure === 'scrapeOk' && values.some((ok) => ok !== 1));
    return partial && this.options.now() < minute + MINUTE_MS + PARTIAL_WAIT_MS;
  }

  async #claim(minute: number, signal: AbortSignal): Promise<Claim> {
    const claim = await this.#ask((limit) => this.options.lock.claim(minute, limit), signal);
    this.#taken.delete(minute);
    if (claim === 'taken') this.#taken.add(minute);
    if (claim === 'done' || claim === 'unknown') this.#forget(minute);
    if (claim === 'done') this.#count.elsewhere++;
    if (claim === 'unknown') this.#lost(1, 'The lock is new or lost its memory. A minute that another mirror may have stored is left out.');
    return claim;
  }

  async #settle(minute: number, { stored, unsent, unsure }: PutResult, signal: AbortSignal): Promise<void> {
    const { pending, lock } = this.options;
    pending.replace(minute, unsent);
    if (unsent.length === 0) {
      this.#held.delete(minute);
      this.#unmarked.add(minute);
    } else if (unsure || stored > 0) this.#held.add(minute);
    else if (!this.#held.has(minute)) {
      // If it fails the minute stays claimed, and this mirror sends it when it can.
      await this.#ask((limit) => lock.release(minute, limit), signal).catch(() => undefined);
    }
  }

  async #markStored(signal: AbortSignal): Promise<void> {
    for (const minute of this.#unmarked) {
      await this.#ask((limit) => this.options.lock.done(minute, limit), signal);
      this.#unmarked.delete(minute);
    }
  }

  async #ask<T>(question: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await withDeadline(LOCK_TIMEOUT_MS, question, signal);
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`mirror.lock: the lock cannot be used, so nothing is sent until it can. ${said}`, { cause });
    }
  }

  #forget(minute: number): void {
    this.options.pending.replace(minute, []);
    for (const minutes of [this.#taken, this.#held]) minutes.delete(minute);
  }

  #lost(minutes: number, why: string): void {
    if (minutes === 0) return;
    this.#count.lost += minutes;
    this.options.log?.warn(why, { minutes });
  }
}
