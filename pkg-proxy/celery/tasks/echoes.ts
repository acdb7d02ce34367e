import { hashOf } from './event-budget';

const REMEMBERED = 1000;
/** The end of kombu's envelope holds its `delivery_tag`, which no other message has. */
const TAIL = 96;

/**
 * With kombu's `sentinel_fanout_compat` every message comes on two channels (kombu/transport/redis.py), the second time a moment
 * after the first. Remembers the last thousand messages of each.
 */
export class Echoes {
  readonly #heard = new Map<number, string>();

  /** Whether the same message came on another channel before. */
  isOne(raw: string, pattern: string): boolean {
    const key = hashOf(`${raw.length} ${raw.slice(-TAIL)}`);
    const before = this.#heard.get(key);
    this.#heard.delete(key);
    if (before !== undefined && before !== pattern) return true;
    this.#heard.set(key, pattern);
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > REMEMBERED && oldest !== undefined) this.#heard.delete(oldest);
    return false;
  }
}
