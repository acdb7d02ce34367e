/** A list whose end proved heavy is left alone for so long. */
const HEAVY_FOR_MS = 600_000;
/** Keys that are remembered; of more, those that were found first are forgotten. */
const MOST = 1000;

/**
 * Lists at whose ends something heavy was met, which nothing but reading it could tell. It outlives the connection on which it
 * was met, since meeting it may be what ended that.
 */
export class HeavyLists {
  readonly #until = new Map<string, number>();

  /** Whether this key is to be left alone. @param now a moment, by the clock that nobody sets */
  has(key: string, now = performance.now()): boolean {
    return (this.#until.get(key) ?? 0) > now;
  }

  add(key: string, now = performance.now()): void {
    for (const [other, until] of this.#until) if (until <= now) this.#until.delete(other);
    this.#until.delete(key); // what is met again is the newest
    this.#until.set(key, now + HEAVY_FOR_MS);
    for (const oldest of this.#until.keys()) {
      if (this.#until.size <= MOST) break;
      this.#until.delete(oldest);
    }
  }
}
