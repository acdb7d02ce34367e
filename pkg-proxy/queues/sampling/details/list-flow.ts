import type { ListLook, ListQuestion, WaitingTask } from '../../ports/probe';

/** Points of the arrival curve. Beyond this, every second point is dropped, and ages become looser lower bounds. */
const MAX_POINTS = 1000;

/** Tasks that went through a list between two looks. */
export interface Flow {
  /** Tasks. */
  readonly arrivals: number;
  /** Tasks taken, minus tasks given back. */
  readonly departures: number;
  /** `atLeast`: the list may have been empty in between, so more tasks may have come and gone. */
  readonly quality: 'exact' | 'estimate' | 'atLeast';
}

export interface Age {
  readonly ms: number;
  readonly quality: 'exact' | 'estimate' | 'atLeast';
}

const STILL: Flow = { arrivals: 0, departures: 0, quality: 'atLeast' };

/**
 * The flow through one list, derived from looks at it. Messages that arrived since the last look stand in front of the message
 * that was the newest then (the anchor); departures follow from the lengths. The arrival curve and the current length give the
 * latest time at which the oldest waiting message can have arrived.
 */
export class ListFlow {
  #length = 0;
  #anchor: string | undefined;
  #tail: string | undefined;
  #oldest: readonly WaitingTask[] = [];
  /** Messages at the old end that workers gave back. They are not arrivals. */
  #restored = 0;
  /** Messages found at the first look plus all arrivals since. */
  #came = 0;
  /** The arrival curve: how many had arrived by when. */
  #curve: { readonly at: number; readonly came: number }[] = [];

  /**
   * @param at a moment, as in `look`
   * @param length tasks found at the first look
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

  /** @returns the flow since the last look; undefined if it is unknown, as at the first look */
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
      // Any of the waiting messages may have arrived just now.
      this.#came = 0;
      this.#curve = [];
      this.#note(at, look.length);
    }
    return flow && { arrivals: flow.arrivals, departures: flow.departures, quality: flow.quality };
  }

  /**
   * Age of the oldest waiting task; undefined if none waits, `unknown` if messages are too large to be inspected. A task with an
   * ETA waits from its ETA on.
   * @param now epoch milliseconds, to compare with the times in messages
   * @param moment the same time by the monotonic clock, to compare with our own looks
   */
  age(now: number, moment: number): Age | 'unknown' | undefined {
    if (this.#length === 0) return undefined;
    const due = this.#oldest.filter(({ eta }) => eta === undefined || eta <= now);
    // The messages at the old end are not due yet. Any that are due stand before them and arrived later.
    if (this.#oldest.length > 0 && due.length === 0) return { ms: 0, quality: this.#oldest.length >= this.#length ? 'exact' : 'atLeast' };
    const said = due.filter((task) => task.sentAt !== undefined);
    if (said.length > 0) {
      const starts = said.map(({ sentAt = now, eta = 0 }) => Math.max(sentAt, eta));
      const exact = due.every((task) => task.exact) && !due.at(-1)?.redelivered;
      return { ms: Math.max(0, now - Math.min(...starts)), quality: exact ? 'exact' : 'estimate' };
    }
    if (this.#anchor === undefined) return 'unknown'; // their arrival was not seen
    const first = this.#came - (this.#length - this.#restored) + 1;
    const by = this.#curve.find(({ came }) => came >= first) ?? this.#curve.at(-1);
    return { ms: Math.max(0, moment - (by?.at ?? moment)), quality: 'atLeast' };
  }

  #between(look: ListLook): (Flow & { readonly restored: number; readonly deep?: boolean }) | undefined {
    const before = this.#length;
    const { length, newer, atomic } = look;
    if (before === 0) return { arrivals: length, departures: 0, restored: 0, quality: 'atLeast' };
    if (this.#anchor === undefined) return undefined; // the first look, or messages too large to serve as an anchor
    if (newer !== undefined) {
      const left = before + newer - length;
      const quality = left < 0 || !atomic ? 'estimate' : 'exact';
      return { arrivals: newer, departures: Math.max(0, left), restored: Math.max(0, -left), quality };
    }
    // The whole list was searched: the anchor has left, and so have all messages behind it.
    if (look.searched >= length) return { arrivals: length, departures: before, restored: 0, quality: 'atLeast' };
    // The anchor is deeper than the search went. If the oldest message is still the same, nothing has left.
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
