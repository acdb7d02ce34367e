import type { Depths } from '../queues/ports/reader';
import type { RedisClient } from '../redis/client';
import { isClusterReply, replyCode } from '../redis/errors';
import { countOf, expectOk, listOf } from '../redis/replies';
import { Script } from '../redis/script';
import { type KeyLayout, listKeys } from './keys';

/** LLEN of every key, or the text of its error, so that a key of the wrong type affects only itself. */
const LENGTHS = new Script(
  `local call, keys, r = redis.pcall, KEYS, {} for i = 1, #keys do local n = call('LLEN', keys[i]) r[i] = type(n) == 'table' and n.err or n end return r`,
);

/**
 * 500 LLEN in a script take about half a millisecond of server time, so other clients hardly wait. While the server works on one
 * chunk, the reply to the previous one is parsed here.
 */
const KEYS_A_CHUNK = 500;

/** Celery's `task_default_queue`. */
const DEFAULT_QUEUE = 'celery';

/** A length, or why there is none. */
type Reply = number | string | Error;

/**
 * Reads list lengths by script, or by pipelined LLEN if EVALSHA_RO is missing (before Redis 7) or denied. The first reply decides; an
 * instance lives as long as a connection.
 */
export class DepthReader {
  #scripted = true;
  /** The last list of queues, and its keys. */
  #asked: { readonly queues: readonly string[]; readonly keys: readonly string[] } | undefined;

  constructor(private readonly layout: KeyLayout) {}

  async read(client: RedisClient, queues: readonly string[]): Promise<Depths> {
    // The list of queues is the same object until the next discovery, so its keys (up to thousands) are cached.
    if (this.#asked?.queues !== queues) this.#asked = { queues, keys: queues.flatMap((queue) => listKeys(this.layout, queue)) };
    const { keys } = this.#asked;
    const replies = (this.#scripted ? await this.#byScript(client, keys) : undefined) ?? (await byPipeline(client, keys));
    const steps = this.layout.prioritySteps.length;
    const lengths = new Float64Array(keys.length);
    const failed = new Map<string, string>();
    replies.forEach((reply, i) => {
      if (typeof reply === 'number') lengths[i] = reply;
      else failed.set(queues[Math.floor(i / steps)] ?? '', reasonOf(reply, keys[i] ?? ''));
    });
    return { lengths, failed };
  }

  /** undefined when scripts cannot be used here. */
  async #byScript(client: RedisClient, keys: readonly string[]): Promise<Reply[] | undefined> {
    // A queue is never split between chunks, so that it is read atomically.
    const steps = this.layout.prioritySteps.length;
    const size = Math.max(1, Math.floor(KEYS_A_CHUNK / steps)) * steps;
    const chunks = Array.from({ length: Math.ceil(keys.length / size) }, (_, i) => keys.slice(i * size, (i + 1) * size));
    const replies = await LENGTHS.run(
      client,
      chunks.map((chunk) => ({ keys: chunk })),
    );
    this.#scripted = replies !== undefined;
    return replies?.flatMap((reply, i) =>
      listOf(reply, Script.COMMAND, chunks[i]?.length).map((length) => (typeof length === 'string' ? length : countOf(length, 'LLEN'))),
    );
  }
}

async function byPipeline(client: RedisClient, keys: readonly string[]): Promise<Reply[]> {
  const pipeline = client.pipeline();
  for (const key of keys) pipeline.llen(key);
  const results = (await pipeline.exec()) ?? [];
  // Celery cannot have written keys on several nodes of a cluster; a script would be refused for all of them.
  const astray = results.find(([error]) => isClusterReply(replyCode(error)));
  if (astray?.[0]) throw astray[0];
  // If every command failed, by refusal or a dead connection, the broker cannot be read.
  const fatal = results.find(([error]) => error && replyCode(error) !== 'WRONGTYPE');
  if (fatal?.[0] && results.every(([error]) => error)) throw fatal[0];
  return results.map(([error, reply]) => error ?? countOf(reply, 'LLEN'));
}

/**
 * Checks a broker without known queues: whether it answers like Redis, and whether it would hold Celery's keys. A cluster node answers
 * PING and SCAN whatever keys it holds; only a command with a key shows that the key is on another node. Other errors of that key, such
 * as a missing permission, do not matter before there is a queue.
 */
export async function expectKeys(client: RedisClient, layout: KeyLayout): Promise<void> {
  const pipeline = client.pipeline();
  pipeline.ping();
  const others = ['unacked', `_kombu.binding.${DEFAULT_QUEUE}`].map((name) => layout.keyPrefix + name);
  for (const key of [...listKeys(layout, DEFAULT_QUEUE), ...others]) pipeline.llen(key);
  const [[pingError, pong] = [null], ...lengths] = (await pipeline.exec()) ?? [];
  if (pingError) throw pingError;
  expectOk(pong, 'PING', 'PONG');
  for (const [error, length] of lengths) {
    if (!error) countOf(length, 'LLEN');
    else if (replyCode(error) === undefined || isClusterReply(replyCode(error))) throw error;
  }
}

function reasonOf(reply: string | Error, key: string): string {
  const text = typeof reply === 'string' ? reply : reply.message;
  const name = JSON.stringify(key);
  return text.startsWith('WRONGTYPE')
    ? `the key ${name} is not a list, so it cannot be a Celery queue`
    : `the key ${name} cannot be read: ${text}`;
}
