import { LRUCache } from 'lru-cache';
import { hashOf } from './event-budget';

const REMEMBERED = 1000;
/** The end of kombu's envelope contains its unique `delivery_tag`. */
const TAIL = 96;

/**
 * Detects duplicates: with kombu's `sentinel_fanout_compat`, every message comes on two channels, the second shortly after the first
 * (kombu/transport/redis.py). Remembers the last thousand messages.
 */
export class Echoes {
  readonly #heard = new LRUCache<number, string>({ max: REMEMBERED });

  /** Whether the same message came on another channel before; otherwise remembers it. */
  isOne(raw: string, pattern: string): boolean {
    const key = hashOf(`${raw.length} ${raw.slice(-TAIL)}`);
    const before = this.#heard.get(key);
    this.#heard.delete(key);
    if (before !== undefined && before !== pattern) return true;
    this.#heard.set(key, pattern);
    return false;
  }
}
