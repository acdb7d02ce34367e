import type { ListLook, ListQuestion, WaitingTask } from '../../ports/probe';

/** Points of the arrival curve; when there are more, every second goes: ages become lower bounds that are less tight. */
const MAX_POINTS = 1000;

/** What went through a list between two looks. */
export interface Flow {
  /** Tasks. */
  readonly arrivals: number;
  /** Tasks taken, less those given back. */
  readonly departures: number;
  /** `atLeast`: the list was empty in between, for all one knows, so more may have come and gone. */
  readonly quality: 'exact' | 'estimate' | 'atLeast';
}

export interface Age {
  readonly ms: number;
  readonly quality: 'exact' | 'estimate' | 'atLeast';
}

const STILL: Flow = { arrivals: 0, departures: 0, quality: 'atLeast' };

/**
 * What moves through one list, from looks at it. What has come since the last look stands in front of the message that was
 * newest then; what has left follows from the lengths. Knowing how many had come by when, the list's length tells when the
 * oldest that still waits had come at the latest.
 */
export class ListFlow {
  #length = 0;
  #anchor: string | undefined;
  #tail: string | undefined;
  #oldest: readonly WaitingTask[] = [];
  /** Messages given back by workers that stand at the old end and came in no other way. */
  #restored = 0;
  /** All that have come since the first look, and those found there. */
  #came = 0;
  /** By which moment how many had come. */
  #curve: { readonly at: number; readonly came: number }[] = [];

  /**
   * @param at a moment, as in `look`
   * @param length what was there at the first look, tasks
   */
  constructor(at: number, length: number) {
    this.#length = length;
    this.#note(at, length);
  }

  question(queue: string, step: number): ListQuestion {
    return { queue, step, anchor: this.#anchor, tail: this.#tail };
  }

  /** The list is empty. */
  empty(): Flow {
    if (this.#length === 0) return STILL;
    const departures = this.#length;
    this.#length = 0;
    this.#restored = 0;
    this.#anchor = undefined;
    this.#tail = undefined;
    this.#oldest = [];
    return { arrivals: 0, departures, quality: 'atLeast' };
  }

  /** @returns what went through since the last look; undefined when that cannot be told, as at the first */
  look(look: ListLook, at: number): Flow | undefined {
    const flow = this.#between(look);
    this.#length = look.length;
    this.#anchor = look.anchor;
    this.#tail = look.tail;
    if (look.oldest) this.#oldest = look.oldest;
    this.#restored = flow ? Math.max(0, this.#restored - flow.departures) + flow.restored : 0;
    if (flow && !flow.deep) {
      if (flow.arrivals > 0) this.#note(at, flow.arrivals);
    } else {
      // Any of those that wait may have come just now.
      this.#came = 0;
      this.#curve = [];
      this.#note(at, look.length);
    }
    return flow && { arrivals: flow.arrivals, departures: flow.departures, quality: flow.quality };
  }

  /**
   * How long the task that has waited longest has waited; undefined when none waits, `unknown` where messages are too large to be
   * looked at. A task that waits for its time waits from then on.
   * @param now the time of day, by which tasks say when they were sent; epoch milliseconds
   * @param moment the same, for what we saw ourselves
   */
  age(now: number, moment: number): Age | 'unknown' | undefined {
    if (this.#length === 0) return undefined;
    const due = this.#oldest.filter(({ eta }) => eta === undefined || eta <= now);
    // Those at the end are all for later; what is due stands before them and came after.
    if (this.#oldest.length > 0 && due.length === 0) return { ms: 0, quality: this.#oldest.length >= this.#length ? 'exact' : 'atLeast' };
    const said = due.filter((task) => task.sentAt !== undefined);
    if (said.length > 0) {
      const starts = said.map(({ sentAt = now, eta = 0 }) => Math.max(sentAt, eta));
      const exact = due.every((task) => task.exact) && !due.at(-1)?.redelivered;
      return { ms: Math.max(0, now - Math.min(...starts)), quality: exact ? 'exact' : 'estimate' };
    }
    if (this.#anchor === undefined) return 'unknown'; // nobody has seen when they came
    const first = this.#came - (this.#length - this.#restored) + 1;
    const by = this.#curve.find(({ came }) => came >= first) ?? this.#curve.at(-1);
    return { ms: Math.max(0, moment - (by?.at ?? moment)), quality: 'atLeast' };
  }

  #between(look: ListLook): (Flow & { readonly restored: number; readonly deep?: boolean }) | undefined {
    const before = this.#length;
    const { length, newer, atomic } = look;
    if (before === 0) return { arrivals: length, departures: 0, restored: 0, quality: 'atLeast' };
    if (this.#anchor === undefined) return undefined; // the first look, or messages too large to be remembered
    if (newer !== undefined) {
      const left = before + newer - length;
      const quality = left < 0 || !atomic ? 'estimate' : 'exact';
      return { arrivals: newer, departures: Math.max(0, left), restored: Math.max(0, -left), quality };
    }
    // It has left, and with it all that were there.
    if (look.searched >= length) return { arrivals: length, departures: before, restored: 0, quality: 'atLeast' };
    // It stands deeper than was searched. Where the oldest is still the same, nothing has left.
    const grown = length - before;
    if (look.tail !== undefined && look.tail === this.#tail && grown >= 0)
      return { arrivals: grown, departures: 0, restored: 0, quality: atomic ? 'exact' : 'estimate' };
    const arrivals = Math.max(look.searched, grown);
    return { arrivals, departures: arrivals - grown, restored: 0, quality: 'atLeast', deep: true };
  }

  #note(at: number, arrivals: number): void {
    this.#came += arrivals;
    const first = this.#came - this.#length;
    const needed = this.#curve.findIndex(({ came }) => came > first);
    this.#curve = [...(needed < 0 ? [] : this.#curve.slice(needed)), { at, came: this.#came }];
    if (this.#curve.length > MAX_POINTS) this.#curve = this.#curve.filter((_, i) => i % 2 === 1 || i === this.#curve.length - 1);
  }
}
