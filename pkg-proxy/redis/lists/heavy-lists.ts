import { LRUCache } from 'lru-cache';

/** A list whose end proved heavy is left alone for so long. */
const HEAVY_FOR_MS = 600_000;
/** Keys that are remembered; of more, those that were found longest ago are forgotten. */
const MOST = 1000;

/**
 * Lists at whose ends something heavy was met, which nothing but reading it could tell. It outlives the connection on which it
 * was met, since meeting it may be what ended that.
 */
export class HeavyLists {
  readonly #until = new LRUCache<string, number>({ max: MOST });

  /** Whether this key is to be left alone. @param now a moment, by the clock that nobody sets */
  has(key: string, now = performance.now()): boolean {
    return (this.#until.peek(key) ?? 0) > now;
  }

  add(key: string, now = performance.now()): void {
    this.#until.set(key, now + HEAVY_FOR_MS);
  }
}
