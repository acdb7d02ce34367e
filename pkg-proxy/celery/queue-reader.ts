import type { Settings } from '../../src/contract/settings';
import { withDeadline } from '../lifetime/deadline';
import type { BrokerFacts } from '../queues/ports/broker-facts';
import type { Peek } from '../queues/ports/peek';
import type { Probe, ProbeRequest } from '../queues/ports/probe';
import { BrokerError, type DeclaredQueues, type Depths, type QueueReader, type ServerInfo } from '../queues/ports/reader';
import { parseBrokerFacts } from '../redis/broker-facts';
import type { RedisClient } from '../redis/client';
import { RedisConnection } from '../redis/connection/connection';
import { Connections } from '../redis/connection/connections';
import { brokerError, replyCode } from '../redis/errors';
import { HeavyLists } from '../redis/lists/heavy-lists';
import { textOf } from '../redis/replies';
import { BindingScan } from './binding-scan';
import { DeliveryReader } from './deliveries';
import { DepthReader, expectKeys } from './depths';
import { ListLooker } from './list-looks';
import { PeekReader } from './peek';

/** One call of `discover` scans at most this long. */
const SLICE_MS = 700;
/** Idle connections kept for peeking: as many as queues are inspected in parallel. */
const PEEKING = 4;

/**
 * Reads Celery's queues from Redis or Valkey as kombu lays them out. Sends SCAN, SMEMBERS, EVALSHA_RO or LLEN, LRANGE,
 * LINDEX, MEMORY USAGE, INFO, AUTH, SELECT and CLIENT SETNAME; never a command that writes.
 */
export class RedisQueueReader implements QueueReader {
  readonly steps: readonly number[];
  /**
   * Separate connections for work that must not wait for other work: a timeout drops the connection, and a peek may transfer a lot over
   * a slow link, so each peek has its own. An unused connection is never opened.
   */
  readonly #sampling: RedisConnection;
  readonly #scanning: RedisConnection;
  readonly #peeking: Connections;
  readonly #scan: BindingScan;
  /** Per connection, because another connection may lead to another server. */
  readonly #depths = new WeakMap<RedisClient, DepthReader>();
  readonly #lookers = new WeakMap<RedisClient, ListLooker>();
  readonly #heavy = new HeavyLists();
  readonly #deliveries: DeliveryReader;
  readonly #peeks: PeekReader;

  constructor(private readonly settings: Pick<Settings, 'connection' | 'keys'>) {
    const { connection, keys } = settings;
    this.steps = keys.prioritySteps;
    this.#sampling = new RedisConnection(connection);
    this.#scanning = new RedisConnection(connection);
    this.#peeking = new Connections(connection, PEEKING);
    this.#scan = new BindingScan(keys);
    this.#peeks = new PeekReader(keys);
    this.#deliveries = new DeliveryReader(keys, this.#scan.bindings);
  }

  get label(): string {
    return this.#sampling.label;
  }

  depths(queues: readonly string[], signal: AbortSignal): Promise<Depths> {
    return this.#sampling.use(signal, async (client) => {
      const reader = madeOnce(this.#depths, client, () => new DepthReader(this.settings.keys));
      if (queues.length === 0) await expectKeys(client, this.settings.keys); // no queue is known yet, but the sample must still show whether the broker answers
      const [depths] = await Promise.all([reader.read(client, queues), this.#deliveries.expect(client)]);
      return depths;
    });
  }

  probe({ lists, ageHeader, visibilityTimeoutMs }: ProbeRequest, signal: AbortSignal): Promise<Probe> {
    return this.#sampling.use(signal, async (client) => {
      const looker = madeOnce(this.#lookers, client, () => new ListLooker(this.settings.keys, this.label, this.#heavy));
      const [looks, deliveries] = await Promise.all([
        this.#refusable(looker.look(client, lists, ageHeader, signal)),
        this.#refusable(this.#deliveries.read(client, visibilityTimeoutMs, Date.now())),
      ]);
      return looks instanceof Error ? { looks, deliveries } : { looks: looks.lists, off: looks.off, deliveries };
    });
  }

  async peek(queue: string, ageHeader: string, signal: AbortSignal): Promise<Peek> {
    const peek = await this.#peeking.use(signal, (client) => this.#refusable(this.#peeks.read(client, queue, ageHeader)));
    if (peek instanceof Error) throw peek;
    return peek;
  }

  discover(signal: AbortSignal): Promise<DeclaredQueues> {
    return this.#scanning.use(signal, (client) => withDeadline(SLICE_MS, (slice) => this.#scan.slice(client, slice)));
  }

  server(signal: AbortSignal): Promise<ServerInfo> {
    return this.#sampling.use(signal, async (client) => {
      const info = textOf(await client.info('server'), 'INFO');
      const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
      const valkey = field('valkey_version');
      return valkey
        ? { product: 'Valkey', version: valkey }
        : { product: 'Redis', version: field('redis_version') ?? 'of unknown version' };
    });
  }

  facts(signal: AbortSignal): Promise<BrokerFacts> {
    // Reads all sections: INFO accepts several section names only since Redis 7.
    const { db } = this.settings.connection.broker;
    return this.#scanning.use(signal, async (client) => parseBrokerFacts(textOf(await client.info(), 'INFO'), db));
  }

  /** Returns an error reply of the server as a value, so that it costs only this request. Throws all other errors. */
  async #refusable<T>(answer: Promise<T>): Promise<T | Error> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof BrokerError) && replyCode(error) === undefined) throw error;
      return brokerError(this.label, error);
    }
  }

  close(): void {
    this.#sampling.close();
    this.#scanning.close();
    this.#peeking.close();
  }
}

function madeOnce<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (!value) {
    value = make();
    map.set(key, value);
  }
  return value;
}
