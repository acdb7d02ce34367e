/** Queues that found no place, for a person. */
export interface LeftOut {
  readonly count: number;
  /** The first of them. */
  readonly names: readonly string[];
}

const NAMES_SHOWN = 20;

/**
 * How long a queue that is dead or in no sample keeps its place. Stores charge by the started hour: giving the place away
 * sooner would pay for two queues in one place. Milliseconds.
 */
const KEEP_PLACE_MS = 3_600_000;

/**
 * Who is mirrored when there are more queues than places. The queues that have been known longest keep their place; of
 * those that come together the first in the sample goes first. A free place goes to the next that asks; the dead ask last.
 */
export class MirrorRoster {
  /** Queue → when it was last seen alive, in the order they came. */
  readonly #places = new Map<string, number>();
  #leftOut = new Set<string>();
  #changed = false;

  constructor(
    private readonly places: number,
    private readonly selects: (queue: string) => boolean,
    /** Whether a queue is read although nothing names it any more and nothing is in it. */
    private readonly isDead: (queue: string) => boolean = () => false,
  ) {}

  /** Takes note of the queues of one sample, then knows who `has` a place. */
  see(queues: readonly string[], at: number): void {
    const dead = new Set(queues.filter(this.isDead));
    const inTurn = dead.size === 0 ? queues : [...queues.filter((queue) => !dead.has(queue)), ...dead];
    for (const queue of queues) if (this.#places.has(queue) && !dead.has(queue)) this.#places.set(queue, at);
    for (const [queue, seen] of this.#places) if (at - seen > KEEP_PLACE_MS) this.#places.delete(queue);
    const leftOut = new Set<string>();
    for (const queue of inTurn) {
      if (this.#places.has(queue) || !this.selects(queue)) continue;
      if (this.#places.size < this.places) this.#places.set(queue, at);
      else leftOut.add(queue);
    }
    this.#changed ||= leftOut.size !== this.#leftOut.size || [...leftOut].some((queue) => !this.#leftOut.has(queue));
    this.#leftOut = leftOut;
  }

  has(queue: string): boolean {
    return this.#places.has(queue);
  }

  /** Whether a queue of the last sample asked for a place and found none. */
  isLeftOut(queue: string): boolean {
    return this.#leftOut.has(queue);
  }

  get size(): number {
    return this.#places.size;
  }

  /** Queues that have or want a place. One that keeps its place unseen is among them: the hour is paid for. */
  get known(): number {
    return this.#places.size + this.#leftOut.size;
  }

  get leftOut(): LeftOut {
    return { count: this.#leftOut.size, names: [...this.#leftOut].slice(0, NAMES_SHOWN) };
  }

  /** What is left out now, if that is not what it was at the last call. */
  news(): LeftOut | undefined {
    if (!this.#changed) return undefined;
    this.#changed = false;
    return this.leftOut;
  }
}
