import type { Deliveries, Delivery } from '../queues/ports/probe';
import type { Pipeline, RedisClient } from '../redis/client';
import { countOf, listOf, orNothing, repliesOf, textOf, textsOf } from '../redis/replies';
import type { Bindings } from './bindings';
import type { KeyLayout } from './keys';
import { readMessage } from './messages/message';

/** Entries that are told apart in full; of more, an even sample of so many. */
const MOST_WHOLE = 1000;
const SAMPLE = 200;
/** A sample of a number that has changed by more than this, as a fraction, is taken again: it would not be even. */
const DRIFT = 0.1;
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
  readonly id: string | undefined;
  readonly task: string | undefined;
}

/**
 * Reads kombu's `unacked` and `unacked_index`: what workers have taken and not acknowledged (kombu/transport/redis.py `QoS`).
 * An entry never changes, so each is read once; those of a size that nobody should move are left out of the sample. Where more are
 * new than may be read, those that are known count no more than in proportion: they are the ones that stay, and may be all of one
 * queue.
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
  /** Whether the last `read` was answered. */
  #readable = false;

  constructor(
    private readonly layout: KeyLayout,
    private readonly bindings: Bindings,
  ) {}

  get #hash(): string {
    return `${this.layout.keyPrefix}${this.layout.unackedKey}`;
  }

  /**
   * Asks how many there are, along with something else that is asked before `read`, which then takes a round trip less where the
   * number has changed much. Never rejects.
   */
  async expect(client: RedisClient): Promise<void> {
    if (!this.#readable) return;
    const total = await client.hlen(this.#hash).catch(() => undefined);
    if (typeof total === 'number') this.#lastTotal = total; // what else it may be `read` finds out
  }

  /**
   * Three round trips at the most: the tags, the sizes of new entries, new entries. One more where the number has changed much since
   * it was last asked for, as at the first time.
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

  /** @param total how many there are */
  #askTags(pipeline: Pipeline, index: string, total: number): Pipeline {
    if (total <= MOST_WHOLE) return pipeline.zrange(index, 0, MOST_WHOLE - 1);
    for (const place of this.#places) {
      const rank = Math.floor(place * total);
      pipeline.zrange(index, rank, rank);
    }
    return pipeline;
  }

  /** undefined for one that was not read yet. One that cannot be read counts too: it is in flight for some queue. */
  #deliveryOf(tag: string): Delivery | undefined {
    if (!this.#known.has(tag)) return undefined;
    const entry = this.#known.get(tag);
    if (!entry) return { queue: undefined, eta: undefined };
    const { exchange, routingKey, eta, id, task } = entry;
    return { queue: this.bindings.queueOf(exchange, routingKey), eta, id, task };
  }

  /** Reads what is new among these. @returns those that stand for all: every one, or an even part of the known and the new */
  async #learn(client: RedisClient, hash: string, tags: readonly string[]): Promise<readonly string[]> {
    const before = tags.filter((tag) => this.#known.has(tag));
    const fresh = shuffled(tags.filter((tag) => !this.#known.has(tag)));
    this.#known = new Map(before.map((tag) => [tag, this.#known.get(tag)]));
    const looked = await this.#readNew(client, hash, fresh.slice(0, NEW_A_SAMPLE));
    const part = fresh.length > 0 ? looked.length / fresh.length : 1;
    return part === 1 ? tags : [...looked, ...shuffled(before).slice(0, Math.round(before.length * part))];
  }

  /** @returns the first of them, as far as they may be fetched; by then some may have been acknowledged */
  async #readNew(client: RedisClient, hash: string, tags: readonly string[]): Promise<readonly string[]> {
    if (tags.length === 0) return tags;
    const pipeline = client.pipeline();
    for (const tag of tags) pipeline.hstrlen(hash, tag);
    const sizes = await repliesOf(pipeline);
    const readable: string[] = [];
    let bytes = 0;
    let looked = 0;
    // The first that is too much ends it, not only itself: to go on with smaller ones would favour the queues that hold such.
    for (const [i, tag] of tags.entries()) {
      const size = countOf(sizes[i], 'HSTRLEN');
      if (size <= LARGEST && bytes + size > MOST_BYTES) break;
      looked++;
      // One that is too large is asked about once; one of size 0 was acknowledged meanwhile.
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

/** Whether what was asked for by the one number is all, or an even sample, of the other. */
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
