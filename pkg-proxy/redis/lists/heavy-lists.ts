import { LRUCache } from 'lru-cache';

/** A list with large messages at its ends is not read for this long. */
const HEAVY_FOR_MS = 600_000;
/** Maximum number of remembered keys; the oldest entries are dropped first. */
const MOST = 1000;

/**
 * Lists that turned out to have large messages at their ends, which only reading them could show. Outlives the connection, because
 * such a message may have ended it.
 */
export class HeavyLists {
  readonly #until = new LRUCache<string, number>({ max: MOST });

  /** Whether this list must not be read now. @param now monotonic milliseconds */
  has(key: string, now = performance.now()): boolean {
    return (this.#until.peek(key) ?? 0) > now;
  }

  add(key: string, now = performance.now()): void {
    this.#until.set(key, now + HEAVY_FOR_MS);
  }
}
