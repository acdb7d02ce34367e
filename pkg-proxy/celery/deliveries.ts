import type { Deliveries, Delivery } from '../queues/ports/probe';
import type { Pipeline, RedisClient } from '../redis/client';
import { countOf, listOf, orNothing, repliesOf, textOf, textsOf } from '../redis/replies';
import type { Bindings } from './bindings';
import type { KeyLayout } from './keys';
import { readMessage } from './messages/message';

/** Up to this many entries are all read. If there are more, an even sample is read. */
const MOST_WHOLE = 1000;
const SAMPLE = 200;
/** If the number of entries has changed by more than this share, the sample is taken again, because it would not be even. */
const DRIFT = 0.1;
/** Maximum number of new entries to read per sample, and their maximum size in bytes. */
const NEW_A_SAMPLE = 250;
const LARGEST = 64_000;
/** Maximum bytes to fetch per sample: some milliseconds of server time. */
const MOST_BYTES = 2_000_000;

/** An entry of `unacked`, as far as it is needed. It never changes. */
interface Entry {
  readonly exchange: string;
  readonly routingKey: string;
  readonly eta: number | undefined;
  readonly id: string | undefined;
  readonly task: string | undefined;
}

/**
 * Reads kombu's `unacked` and `unacked_index`: tasks that workers took and have not acknowledged (kombu/transport/redis.py `QoS`). An
 * entry never changes, so each is read once. The content of a very large entry is not read. If there are more new entries than may be
 * read, the known ones are reduced in proportion: known entries are long-running and may all be of one queue.
 */
export class DeliveryReader {
  /** By delivery tag; undefined for an entry that cannot be read. */
  #known = new Map<string, Entry | undefined>();
  /**
   * Sampling positions from 0 to 1: one at random in each stretch of equal length, because alternating queues are common and equal
   * distances would miss some. The positions are fixed, so that entries that do not move are read once.
   */
  readonly #places = Array.from({ length: SAMPLE }, (_, i) => (i + Math.random()) / SAMPLE);
  /** The last known number of entries, which decides whether to read all tags or a sample. */
  #lastTotal = 0;
  /** Whether the last `read` succeeded. */
  #readable = false;

  constructor(
    private readonly layout: KeyLayout,
    private readonly bindings: Bindings,
  ) {}

  get #hash(): string {
    return `${this.layout.keyPrefix}${this.layout.unackedKey}`;
  }

  /**
   * Reads the number of entries ahead, in parallel with other commands before `read`. This saves `read` a round trip if the number has
   * changed a lot. Never rejects.
   */
  async expect(client: RedisClient): Promise<void> {
    if (!this.#readable) return;
    const total = await client.hlen(this.#hash).catch(() => undefined);
    if (typeof total === 'number') this.#lastTotal = total; // `read` reports anything else
  }

  /**
   * At most three round trips: the tags, the sizes of new entries, and the new entries. One more if the number of entries has changed a
   * lot since it was last read, as at the first time.
   */
  async read(client: RedisClient, visibilityTimeoutMs: number, now: number): Promise<Deliveries> {
    this.#readable = false;
    const hash = this.#hash;
    const index = `${this.layout.keyPrefix}${this.layout.unackedIndexKey}`;
    const assumed = this.#lastTotal;
    const pipeline = client.pipeline();
    pipeline.hlen(hash);
    pipeline.zcount(index, '-inf', (now - visibilityTimeoutMs) / 1000);
    pipeline.zrange(index, 0, 0, 'WITHSCORES');
    this.#askTags(pipeline, index, assumed);
    const [length, overdue, oldest, ...ranges] = await repliesOf(pipeline);
    const total = countOf(length, 'HLEN');
    this.#lastTotal = total;
    this.#readable = true;
    const tags = isEven(assumed, total) ? tagsOf(ranges) : tagsOf(await repliesOf(this.#askTags(client.pipeline(), index, total)));
    const score = Number(textsOf(oldest, 'ZRANGE')[1]);
    return {
      total,
      overdue: countOf(overdue, 'ZCOUNT'),
      oldestAt: Number.isNaN(score) ? undefined : score * 1000,
      entries: (await this.#learn(client, hash, tags)).flatMap((tag) => this.#deliveryOf(tag) ?? []),
    };
  }

  /** @param total the number of entries */
  #askTags(pipeline: Pipeline, index: string, total: number): Pipeline {
    if (total <= MOST_WHOLE) return pipeline.zrange(index, 0, MOST_WHOLE - 1);
    for (const place of this.#places) {
      const rank = Math.floor(place * total);
      pipeline.zrange(index, rank, rank);
    }
    return pipeline;
  }

  /** undefined for an entry that was not read yet. An unreadable entry counts too: it is in flight for some queue. */
  #deliveryOf(tag: string): Delivery | undefined {
    if (!this.#known.has(tag)) return undefined;
    const entry = this.#known.get(tag);
    if (!entry) return { queue: undefined, eta: undefined };
    const { exchange, routingKey, eta, id, task } = entry;
    return { queue: this.bindings.queueOf(exchange, routingKey), eta, id, task };
  }

  /** Reads the new entries. @returns the tags that represent all: every tag, or an even part of the known and the new ones */
  async #learn(client: RedisClient, hash: string, tags: readonly string[]): Promise<readonly string[]> {
    const before = tags.filter((tag) => this.#known.has(tag));
    const fresh = shuffled(tags.filter((tag) => !this.#known.has(tag)));
    this.#known = new Map(before.map((tag) => [tag, this.#known.get(tag)]));
    const looked = await this.#readNew(client, hash, fresh.slice(0, NEW_A_SAMPLE));
    const part = fresh.length > 0 ? looked.length / fresh.length : 1;
    return part === 1 ? tags : [...looked, ...shuffled(before).slice(0, Math.round(before.length * part))];
  }

  /** @returns the first tags, up to the byte limit; some may have been acknowledged meanwhile */
  async #readNew(client: RedisClient, hash: string, tags: readonly string[]): Promise<readonly string[]> {
    if (tags.length === 0) return tags;
    const pipeline = client.pipeline();
    for (const tag of tags) pipeline.hstrlen(hash, tag);
    const sizes = await repliesOf(pipeline);
    const readable: string[] = [];
    let bytes = 0;
    let looked = 0;
    // Stop at the first entry over the limit. Continuing with smaller ones would favour queues with small messages.
    for (const [i, tag] of tags.entries()) {
      const size = countOf(sizes[i], 'HSTRLEN');
      if (size <= LARGEST && bytes + size > MOST_BYTES) break;
      looked++;
      // A too large entry is checked once. An entry of size 0 was acknowledged meanwhile.
      if (size > LARGEST) this.#known.set(tag, undefined);
      else if (size > 0) {
        readable.push(tag);
        bytes += size;
      }
    }
    const values = readable.length > 0 ? listOf(await client.hmget(hash, ...readable), 'HMGET', readable.length) : [];
    for (const [i, tag] of readable.entries()) {
      const value = orNothing(textOf, values[i], 'HMGET');
      if (value !== undefined) this.#known.set(tag, readEntry(value));
    }
    return tags.slice(0, looked);
  }
}

/** Whether tags requested for `assumed` entries are all, or an even sample, of `total` entries. */
function isEven(assumed: number, total: number): boolean {
  if (assumed <= MOST_WHOLE || total <= MOST_WHOLE) return assumed <= MOST_WHOLE && total <= MOST_WHOLE;
  return Math.abs(total - assumed) <= DRIFT * assumed;
}

function tagsOf(ranges: readonly unknown[]): string[] {
  return [...new Set(ranges.flatMap((range) => textsOf(range, 'ZRANGE')))];
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** `[message, exchange, routing_key]`, as kombu writes it. */
function readEntry(value: string): Entry | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    if (!Array.isArray(parsed)) return undefined;
    const [message, exchange, routingKey] = parsed;
    const { eta, id, task } = readMessage(message, '');
    return { exchange: String(exchange ?? ''), routingKey: String(routingKey ?? ''), eta, id, task };
  } catch {
    return undefined;
  }
}
