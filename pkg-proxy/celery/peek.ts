import type { Peek, PeekedStep, QueuedTask } from '../queues/ports/peek';
import { BrokerError } from '../queues/ports/reader';
import type { RedisClient } from '../redis/client';
import { replyCode } from '../redis/errors';
import { HeavyLists } from '../redis/lists/heavy-lists';
import { type ListWeight, weighList } from '../redis/lists/list-weight';
import { countOf, orNothing, textOf, textsOf } from '../redis/replies';
import { type KeyLayout, listKeys } from './keys';
import { parseMessage } from './messages/message';

/** Bytes that one look at a queue may transfer in total. A list within its share is read whole. */
const MOST_BYTES = 1_048_576;
const MOST_WHOLE = 2000;
/** Messages read at each end, or fewer if they are large. */
const AT_ENDS = [16, 4, 1];
/** Messages read from between the ends, one by one. */
const BETWEEN = 8;
/** Maximum depth of these, because LINDEX walks there. */
const DEPTHS = [1024, 256, 64];
/** They are read only if everything down to that depth is at most this many times the budget, so that none of them can be larger. */
const BETWEEN_BUDGETS = 4;
/** An end with a message of this size is not read again for a while. */
const HEAVY = MOST_BYTES;

/**
 * Looks into queues, at both ends of every list and, if that is cheap, in between. It measures an end before it reads it, so that it
 * does not fetch a message of 100 MB. If an end cannot be measured, it reads the first message without knowing its size; if that is
 * large, the end is not read again for ten minutes. This affects the old end of a list that is too long to be measured (20,000 nodes:
 * as many messages of 8 KB or more, or 140,000 of 1 KB), and both ends if the server reports only the total.
 */
export class PeekReader {
  /** By end and key. */
  readonly #heavy = new HeavyLists();

  constructor(private readonly layout: KeyLayout) {}

  /** @param ageHeader the message header in which an application writes when it sent a task */
  async read(client: RedisClient, queue: string, ageHeader: string): Promise<Peek> {
    const keys = listKeys(this.layout, queue);
    const lists = (await lengthsOf(client, keys)).flatMap((length, i) => {
      const [key, step] = [keys[i], this.layout.prioritySteps[i]];
      return length > 0 && key !== undefined && step !== undefined ? [{ key, step, length }] : [];
    });
    const read = await Promise.all(
      lists.map(async (list) => ({ ...list, ...(await this.#readList(client, list.key, list.length, MOST_BYTES / lists.length)) })),
    );
    const tasks: QueuedTask[] = [];
    const steps: PeekedStep[] = [];
    for (const { step, length, messages, whole } of read) {
      for (const raw of messages) tasks.push(taskOf(raw, step, ageHeader));
      // If the list was read whole, its length is the number of messages read, which may differ from the length measured before.
      const now = whole ? messages.length : Math.max(length, messages.length);
      if (now > 0) steps.push({ step, length: now, sampled: messages.length });
    }
    return { queue, at: Date.now(), waiting: steps.reduce((sum, { length }) => sum + length, 0), tasks, steps };
  }

  async #readList(
    client: RedisClient,
    key: string,
    length: number,
    budget: number,
  ): Promise<{ messages: readonly string[]; whole: boolean }> {
    const weight = await weighList(client, key, length);
    if (weight.walked && weight.total <= budget && length <= MOST_WHOLE) {
      return { messages: textsOf(await client.lrange(key, -MOST_WHOLE, -1), 'LRANGE'), whole: true };
    }
    const head = await this.#readEnd(client, { key, length, end: 'head' }, weight, budget / 4);
    const tail = await this.#readEnd(client, { key, length, end: 'tail' }, weight, budget / 4);
    const between = await readBetween(client, { key, length, from: Math.max(head.length, tail.length) }, weight, BETWEEN_BUDGETS * budget);
    return { messages: [...head, ...between, ...tail], whole: false };
  }

  async #readEnd(client: RedisClient, { key, length, end }: ListEnd, weight: ListWeight, budget: number): Promise<string[]> {
    const counts = AT_ENDS.filter((n) => 2 * n <= length);
    for (const n of counts) {
      const bytes = await weight[end](n);
      if (bytes === undefined) return this.#readUnweighed(client, { key, length, end }, weight.total / length, budget);
      if (bytes <= budget) return readRange(client, key, end, 0, n);
    }
    return [];
  }

  /** Reads one message, then more in steps as long as the previous ones were small. */
  async #readUnweighed(client: RedisClient, { key, length, end }: ListEnd, mean: number, budget: number): Promise<string[]> {
    const read: string[] = [];
    let heaviest = mean;
    for (const n of AT_ENDS.toReversed().filter((n) => 2 * n <= length)) {
      if (heaviest * n > budget || this.#heavy.has(`${end} ${key}`)) break;
      const more = await readRange(client, key, end, read.length, n);
      heaviest = Math.max(heaviest, ...more.map((raw) => Buffer.byteLength(raw)));
      if (heaviest > HEAVY) this.#heavy.add(`${end} ${key}`);
      read.push(...more);
    }
    return read;
  }
}

interface ListEnd {
  readonly key: string;
  readonly length: number;
  readonly end: 'head' | 'tail';
}

/** The messages from index `from` up to but not including `to`, counted from that end. */
async function readRange(client: RedisClient, key: string, end: 'head' | 'tail', from: number, to: number): Promise<string[]> {
  return textsOf(await (end === 'head' ? client.lrange(key, from, to - 1) : client.lrange(key, -to, -1 - from)), 'LRANGE');
}

function taskOf(raw: string, step: number, ageHeader: string): QueuedTask {
  const { task, retries, eta, sentAt, format, argsRepr, kwargsRepr } = parseMessage(raw, ageHeader);
  return { task, step, retries, eta, sentAt, format, bytes: Buffer.byteLength(raw), args: argsRepr, kwargs: kwargsRepr };
}

/** Single messages beyond index `from` of either end, as deep as the total size permits. */
async function readBetween(
  client: RedisClient,
  { key, length, from }: { key: string; length: number; from: number },
  weight: ListWeight,
  most: number,
): Promise<string[]> {
  const depths = DEPTHS.map((depth) => Math.min(depth, Math.floor(length / 2)));
  const fromHead = (await firstWithin(depths, (n) => weight.head(n), most)) ?? 0;
  const fromTail = (await firstWithin(depths, (n) => weight.tail(n), most)) ?? 0;
  const indices = [...spread(from, fromHead), ...spread(from, fromTail).map((i) => -1 - i)];
  const pipeline = client.pipeline();
  for (const index of indices) pipeline.lindex(key, index);
  const replies = indices.length > 0 ? ((await pipeline.exec()) ?? []) : [];
  const failed = replies.find(([error]) => error)?.[0];
  if (failed) throw failed;
  return replies.flatMap(([, reply]) => orNothing(textOf, reply, 'LINDEX') ?? []);
}

/** Evenly spread indices from `from` up to below `to`. */
function spread(from: number, to: number): number[] {
  const n = Math.min(BETWEEN / 2, to - from);
  return n > 0 ? Array.from({ length: n }, (_, i) => Math.floor(from + ((i + 0.5) * (to - from)) / n)) : [];
}

/** The first candidate within the limit. */
async function firstWithin(
  candidates: readonly number[],
  weigh: (n: number) => Promise<number | undefined>,
  most: number,
): Promise<number | undefined> {
  for (const n of candidates) {
    const weight = await weigh(n);
    if (weight !== undefined && weight <= most) return n;
  }
  return undefined;
}

async function lengthsOf(client: RedisClient, keys: readonly string[]): Promise<number[]> {
  const pipeline = client.pipeline();
  for (const key of keys) pipeline.llen(key);
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, reply], i) => {
    if (replyCode(error) === 'WRONGTYPE')
      throw new BrokerError('protocol', `the key ${JSON.stringify(keys[i])} is not a list, so it cannot be a Celery queue`);
    if (error) throw error;
    return countOf(reply, 'LLEN');
  });
}
