import type { Redis } from 'ioredis';
import type { Deliveries, Delivery } from '../queues/details/probe';
import type { Bindings } from './bindings';
import type { KeyLayout } from './keys';
import { parseMessage } from './message';

/** Entries that are told apart in full; of more, an even sample of so many. */
const MOST_WHOLE = 1000;
const SAMPLE = 200;
/** Entries that are new to us are read up to so many a sample, and only if they are no larger than this, in bytes. */
const NEW_A_SAMPLE = 250;
const LARGEST = 64_000;
/** All that is fetched in a sample, in bytes: some milliseconds of server time. */
const MOST_BYTES = 2_000_000;

/** What never changes about an entry. */
interface Entry {
  readonly exchange: string;
  readonly routingKey: string;
  readonly eta: number | undefined;
}

/**
 * Reads kombu's `unacked` and `unacked_index`: what workers have taken and not acknowledged (kombu/transport/redis.py `QoS`).
 * An entry never changes, so each is read once; those of a size that nobody should move are left out of the sample.
 */
export class DeliveryReader {
  /** By delivery tag; undefined for one that cannot be read. */
  #known = new Map<string, Entry | undefined>();
  /**
   * Where the sample is taken, from 0 to 1: one in each stretch of equal length, but not at equal distances, for queues that take
   * turns are common. The same places every time, so that what does not move is read once.
   */
  readonly #places = Array.from({ length: SAMPLE }, (_, i) => (i + Math.random()) / SAMPLE);
  /** How many there were the last time: says whether to read all tags or a sample. */
  #lastTotal = 0;

  constructor(
    private readonly layout: KeyLayout,
    private readonly bindings: Bindings,
  ) {}

  /** Three round trips at the most: the tags, the sizes of new entries, new entries. */
  async read(client: Redis, visibilityTimeoutMs: number, now: number): Promise<Deliveries> {
    const hash = `${this.layout.keyPrefix}unacked`;
    const index = `${hash}_index`;
    const total = this.#lastTotal;
    const pipeline = client.pipeline();
    pipeline.hlen(hash);
    pipeline.zcount(index, '-inf', (now - visibilityTimeoutMs) / 1000);
    pipeline.zrange(index, 0, 0, 'WITHSCORES');
    if (total <= MOST_WHOLE) pipeline.zrange(index, 0, MOST_WHOLE - 1);
    else
      for (const place of this.#places) {
        const rank = Math.floor(place * total);
        pipeline.zrange(index, rank, rank);
      }
    const [length, overdue, oldest, ...ranges] = await repliesOf(pipeline);
    this.#lastTotal = Number(length);
    const tags = [...new Set(ranges.flatMap((range) => (Array.isArray(range) ? range.map(String) : [])))];
    await this.#learn(client, hash, tags);
    const score = Array.isArray(oldest) ? Number(oldest[1]) : Number.NaN;
    return {
      total: this.#lastTotal,
      overdue: Number(overdue),
      oldestAt: Number.isNaN(score) ? undefined : score * 1000,
      entries: tags.flatMap((tag) => this.#deliveryOf(tag) ?? []),
    };
  }

  /** undefined for one that was not read yet. One that cannot be read counts too: it is in flight for some queue. */
  #deliveryOf(tag: string): Delivery | undefined {
    if (!this.#known.has(tag)) return undefined;
    const entry = this.#known.get(tag);
    return { queue: entry && this.bindings.queueOf(entry.exchange, entry.routingKey), eta: entry?.eta };
  }

  async #learn(client: Redis, hash: string, tags: readonly string[]): Promise<void> {
    const known = new Map(tags.flatMap((tag) => (this.#known.has(tag) ? [[tag, this.#known.get(tag)] as const] : [])));
    this.#known = known;
    const fresh = tags.filter((tag) => !known.has(tag)).slice(0, NEW_A_SAMPLE);
    if (fresh.length === 0) return;
    const pipeline = client.pipeline();
    for (const tag of fresh) pipeline.hstrlen(hash, tag);
    const sizes = await repliesOf(pipeline);
    const readable: string[] = [];
    let bytes = 0;
    for (const [i, tag] of fresh.entries()) {
      const size = Number(sizes[i]);
      // One that is too large is asked about once; one of size 0 was acknowledged meanwhile.
      if (size > LARGEST) known.set(tag, undefined);
      else if (size > 0 && bytes + size <= MOST_BYTES) {
        readable.push(tag);
        bytes += size;
      }
    }
    if (readable.length === 0) return;
    const values = await client.hmget(hash, ...readable);
    for (const [i, tag] of readable.entries()) {
      const value = values[i];
      if (value != null) known.set(tag, readEntry(value));
    }
  }
}

/** `[message, exchange, routing_key]`, as kombu writes it. */
function readEntry(value: string): Entry | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    if (!Array.isArray(parsed)) return undefined;
    const [message, exchange, routingKey] = parsed;
    return { exchange: String(exchange ?? ''), routingKey: String(routingKey ?? ''), eta: parseMessage(JSON.stringify(message), '').eta };
  } catch {
    return undefined;
  }
}

async function repliesOf(pipeline: ReturnType<Redis['pipeline']>): Promise<unknown[]> {
  return ((await pipeline.exec()) ?? []).map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
