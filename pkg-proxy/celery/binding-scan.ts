import { setTimeout as sleep } from 'node:timers/promises';
import type { DeclaredQueues } from '../queues/ports/reader';
import type { RedisClient } from '../redis/client';
import { replyCode } from '../redis/errors';
import { listOf, textOf, textsOf } from '../redis/replies';
import { Bindings } from './bindings';
import { bindingPattern, exchangeOf, isInternalBinding, isInternalQueue, type KeyLayout, readBinding } from './keys';

/** Measured on a million keys: 1,000 calls of at most 3.6 ms each. Larger steps block the server longer, smaller ones cost round trips. */
const SCAN_COUNT = 1000;
/** Binding sets in one pipeline. */
const SETS_A_BATCH = 100;

/**
 * Scans the keyspace for kombu's binding sets, one slice per call. After every SCAN it pauses for as long as the SCAN took, so that it
 * never uses more than half of the server's time.
 */
export class BindingScan {
  /** The bindings found so far, to tell which queue a message went to. */
  readonly bindings = new Bindings();
  #cursor = '0';
  #current = new Set<string>();
  #last: ReadonlySet<string> = new Set();

  constructor(private readonly layout: KeyLayout) {}

  /** One slice: until the pass ends or the signal aborts, whichever is first. */
  async slice(client: RedisClient, signal: AbortSignal): Promise<DeclaredQueues> {
    const pattern = bindingPattern(this.layout);
    let complete = false;
    while (!complete) {
      const began = performance.now();
      const answer = listOf(await client.scan(this.#cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT), 'SCAN', 2);
      const cursor = textOf(answer[0], 'SCAN');
      await this.#readSets(client, textsOf(answer[1], 'SCAN'));
      this.#cursor = cursor;
      complete = cursor === '0';
      if (complete) {
        this.#last = this.#current;
        this.#current = new Set();
        this.bindings.passed();
      } else {
        if (signal.aborted) break;
        await sleep(performance.now() - began, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) break;
      }
    }
    return { queues: [...new Set([...this.#last, ...this.#current])], complete };
  }

  async #readSets(client: RedisClient, keys: readonly string[]): Promise<void> {
    const sets = keys.filter((key) => !isInternalBinding(this.layout, key));
    for (let i = 0; i < sets.length; i += SETS_A_BATCH) {
      const pipeline = client.pipeline();
      const batch = sets.slice(i, i + SETS_A_BATCH);
      for (const key of batch) pipeline.smembers(key);
      for (const [j, [error, members]] of ((await pipeline.exec()) ?? []).entries()) {
        // A key of another type is not a binding set. A refused command fails the whole scan.
        if (error && replyCode(error) !== 'WRONGTYPE') throw error;
        if (error) continue;
        this.#add(exchangeOf(this.layout, batch[j] ?? ''), textsOf(members, 'SMEMBERS'));
      }
    }
  }

  #add(exchange: string, members: readonly string[]): void {
    const bindings = members.flatMap((member) => readBinding(this.layout, member) ?? []).filter(({ queue }) => !isInternalQueue(queue));
    this.bindings.set(exchange, bindings);
    for (const { queue } of bindings) this.#current.add(queue);
  }
}
