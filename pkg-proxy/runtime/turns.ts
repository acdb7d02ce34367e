import { setImmediate } from 'node:timers';

/** Work in parts: it yields wherever something else may have a turn. */
export type Work<T> = Generator<undefined, T, undefined>;

/** How long all work together may keep the event loop from reading its sockets, milliseconds. */
const SHARE_MS = 10;
/** Who has had no work done for so long starts afresh. */
const FORGET_MS = 1000;

/** Somebody for whom work is done: a call. */
interface Caller {
  /** Milliseconds of work so far, and when the last of it was done. */
  used: number;
  last: number;
  readonly arrived: number;
}

interface Waiting {
  readonly caller: Caller;
  /** Ascending. */
  readonly order: number;
  readonly resume: () => void;
}

/** What time it is and when the event loop comes round: the real ones by default, also where a test has replaced the global ones. */
export interface Loop {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Calls back once the sockets have been read. */
  next(callback: () => void): void;
}

const REAL: Loop = { now: () => performance.now(), next: (callback) => void setImmediate(callback) };

/**
 * Does work in parts, so that large answers do not keep the process from everything else: in each round of the event loop
 * work gets its share of time and no more, however much there is.
 *
 * Who has had little goes first, so a small answer does not wait for large ones. Among those that have had about as much, the
 * first to come is done first, and of its work what was begun last: so the many queries of one request are not all half done
 * at a time.
 */
export class Turns {
  readonly #callers = new WeakMap<AbortSignal, Caller>();
  readonly #waiting: Waiting[] = [];
  /** When this round's share is used up; undefined before any of it is. */
  #ends: number | undefined;
  #orders = 0;

  constructor(
    private readonly loop: Loop = REAL,
    private readonly shareMs = SHARE_MS,
  ) {}

  /**
   * Does the work, as fast as its turns come.
   * @param signal of the call that it is for; all work of one signal counts together
   * @throws what the work throws, or the signal's reason as soon as that aborts
   */
  async run<T>(work: Work<T>, signal?: AbortSignal): Promise<T> {
    const caller = this.#callerOf(signal);
    const order = ++this.#orders;
    for (;;) {
      if (this.#isOver()) {
        // Whose turn it is does a part at least, also when the process was held up meanwhile.
        await new Promise<void>((resume) => {
          this.#waiting.push({ caller, order, resume });
        });
      }
      signal?.throwIfAborted();
      const result = this.#part(work, caller);
      if (result) return result.value;
    }
  }

  /** Goes on with the work until it is done or its time is up. */
  #part<T>(work: Work<T>, caller: Caller): { readonly value: T } | undefined {
    const began = this.loop.now();
    let now = began;
    try {
      do {
        const { done, value } = work.next();
        if (done) return { value };
        now = this.loop.now();
      } while (now < (this.#ends ?? 0));
      return undefined;
    } finally {
      caller.last = this.loop.now();
      caller.used += caller.last - began;
    }
  }

  #isOver(): boolean {
    if (this.#ends === undefined) this.#begin();
    return this.loop.now() >= (this.#ends ?? 0);
  }

  #begin(): void {
    this.#ends = this.loop.now() + this.shareMs;
    this.loop.next(() => this.#nextRound());
  }

  #nextRound(): void {
    this.#ends = undefined;
    const next = this.#takeNext();
    if (!next) return;
    this.#begin(); // also when nothing comes of it: those behind it wait for the round after this
    next.resume();
  }

  #takeNext(): Waiting | undefined {
    let best = 0;
    for (let at = 1; at < this.#waiting.length; at++) {
      if (this.#isBefore(this.#waiting[at]!, this.#waiting[best]!)) best = at;
    }
    return this.#waiting.splice(best, 1)[0];
  }

  #isBefore(a: Waiting, b: Waiting): boolean {
    const levels = this.#levelOf(a.caller) - this.#levelOf(b.caller);
    if (levels !== 0) return levels < 0;
    return a.caller === b.caller ? a.order > b.order : a.caller.arrived < b.caller.arrived;
  }

  /** Equal for all who have had less than one share, less than three, less than seven, … */
  #levelOf({ used }: Caller): number {
    return Math.floor(Math.log2(1 + used / this.shareMs));
  }

  #callerOf(signal: AbortSignal | undefined): Caller {
    const now = this.loop.now();
    const known = signal && this.#callers.get(signal);
    if (known && now - known.last < FORGET_MS) return known;
    const caller = { used: 0, last: now, arrived: ++this.#orders };
    if (signal) this.#callers.set(signal, caller);
    return caller;
  }
}

/** Those of this process: there is one event loop. */
export const turns = new Turns();
