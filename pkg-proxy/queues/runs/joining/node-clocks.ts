/** A clock is compared anew so often, so that one that drifts or is set is followed. Milliseconds. */
const ANEW_MS = 5 * 60_000;
/** Events come within seconds of what they tell. One that seems older comes from a clock that was set back. Milliseconds. */
const LATE_MS = 30_000;
/** Producers are nodes too, and each process of them is one. */
const MOST_NODES = 10_000;

interface Clock {
  /** The least of our moment minus its time: of this while, and of the one before. */
  least: number;
  before: number;
  since: number;
}

/**
 * Puts the times of nodes on our own clock, so that an hour between two hosts is no hour in a queue. The clock of a node is taken to
 * be behind ours by as much as its fastest event of the last minutes was late; what is left is the way of that event, milliseconds.
 */
export class NodeClocks {
  readonly #clocks = new Map<string, Clock>();

  /**
   * @param at by the clock of the node, epoch milliseconds
   * @param now the moment at which it was heard
   * @returns the moment at which it was, not after `now`
   */
  momentOf(node: string, at: number, now: number): number {
    const behind = now - at;
    let clock = this.#clocks.get(node);
    if (!clock) {
      clock = { least: behind, before: Number.POSITIVE_INFINITY, since: now };
      const [oldest] = this.#clocks.keys();
      if (this.#clocks.size >= MOST_NODES && oldest !== undefined) this.#clocks.delete(oldest);
      this.#clocks.set(node, clock);
    } else if (now - clock.since > ANEW_MS) Object.assign(clock, { before: clock.least, least: behind, since: now });
    else if (behind < clock.least) clock.least = behind;
    const least = Math.min(clock.least, clock.before);
    if (behind - least <= LATE_MS) return at + least;
    Object.assign(clock, { least: behind, before: Number.POSITIVE_INFINITY, since: now });
    return now;
  }

  /** The moment that the node takes for this time; undefined for a node that was never heard. */
  futureOf(node: string, at: number): number | undefined {
    const clock = this.#clocks.get(node);
    return clock && at + Math.min(clock.least, clock.before);
  }
}
