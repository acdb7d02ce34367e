import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { ConnectionSettings, Settings } from '../../src/contract/settings';
import { hidden } from '../../src/contract/settings/secrets';
import { MINUTE_MS } from '../queues/minute';
import type { Claim, MinuteLock } from '../queues/ports/minute-lock';
import { BrokerError } from '../queues/ports/reader';
import { RedisConnection } from './connection/connection';
import { UnexpectedReply } from './errors';
import { countOf, expectOk, orNothing, repliesOf, textOf } from './replies';

/** Longer than any mirror keeps a minute (3 hours): a claim must not expire while a mirror could still send its minute. */
const KEY_TTL_MS = 4 * 3_600_000;
/** Tolerated difference between the clocks of the mirrors. */
const SKEW_MS = 15_000;
const DONE = 'done';

export interface MinuteLockOptions {
  readonly connection: ConnectionSettings;
  /** Prefix of every key. */
  readonly prefix: string;
  /** Identifies what is published where: the same for all mirrors that share the work, different for all others. */
  readonly series: string;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
}

/**
 * A minute lock in Redis. Each minute has a key, `<prefix><series>:<minute>`, which holds the owner and later `done`. The key
 * `<prefix><series>:since` holds the first minute for which the other keys can be trusted. It never expires: if it is missing, other
 * keys may be missing too. Sends SET, GET and DEL for these keys and nothing else.
 */
export class RedisMinuteLock implements MinuteLock {
  readonly #owner = randomUUID();
  readonly #now: () => number;
  #connection: RedisConnection;
  #closed = false;

  constructor(private readonly options: MinuteLockOptions) {
    this.#now = options.now ?? Date.now;
    this.#connection = new RedisConnection(options.connection);
  }

  get label(): string {
    return `Redis at ${this.#connection.label}`;
  }

  async open(signal: AbortSignal): Promise<void> {
    const since = Math.floor((this.#now() + SKEW_MS) / MINUTE_MS) * MINUTE_MS;
    await this.#use(signal, (client) => this.#setSince(client, since));
  }

  claim(minute: number, signal: AbortSignal): Promise<Claim> {
    const key = this.#key(nameOf(minute));
    return this.#use(signal, async (client) => {
      const [set, got, gotSince] = await repliesOf(
        // `since` is read last: if it is still there, no claim was lost before this one was made.
        client.pipeline().set(key, this.#owner, 'PX', KEY_TTL_MS, 'NX').get(key).get(this.#key('since')),
      );
      orNothing(expectOk, set, 'SET NX');
      const holder = orNothing(textOf, got, 'GET');
      const since = orNothing(minuteOf, gotSince, 'GET');
      if (holder === DONE) return 'done';
      if (since === undefined) await this.#forgotten(client);
      if (since === undefined || minute < since) return 'unknown';
      return holder === this.#owner ? 'mine' : 'taken';
    });
  }

  async done(minute: number, signal: AbortSignal): Promise<void> {
    // Set it even if the claim is gone: the minute is stored either way.
    await this.#use(signal, async (client) => expectOk(await client.set(this.#key(nameOf(minute)), DONE, 'PX', KEY_TTL_MS), 'SET'));
  }

  /**
   * No script has to compare the owner first: this runs seconds after the claim, hours before the key could belong to another mirror.
   * But it is sent only once: after the first DEL, another mirror may claim the minute.
   */
  async release(minute: number, signal: AbortSignal): Promise<void> {
    await this.#use(signal, async (client) => countOf(await client.del(this.#key(nameOf(minute))), 'DEL'), 'once');
  }

  close(): void {
    this.#closed = true;
    this.#connection.close();
  }

  /** All earlier claims may be lost. The next minute is the first that can be trusted. */
  async #forgotten(client: Redis): Promise<void> {
    const since = Math.floor((this.#now() + SKEW_MS) / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    await this.#setSince(client, since);
  }

  async #setSince(client: Redis, since: number): Promise<void> {
    orNothing(expectOk, await client.set(this.#key('since'), nameOf(since), 'NX'), 'SET NX');
  }

  /** `twice` retries on a connection that turns out to be closed. A claim whose reply was lost then comes back as `mine`. */
  async #use<T>(signal: AbortSignal, work: (client: Redis) => Promise<T>, tries: 'once' | 'twice' = 'twice'): Promise<T> {
    try {
      return await this.#connection.use(signal, work);
    } catch (error) {
      // A demoted server refuses writes on existing connections. A new connection may lead to the new master.
      this.#connection.close();
      if (this.#closed) throw error;
      this.#connection = new RedisConnection(this.options.connection);
      // Many servers and firewalls close connections that are idle for a minute.
      if (tries === 'twice' && error instanceof BrokerError && error.code === 'closed') return this.#use(signal, work, 'once');
      if (!(error instanceof BrokerError) || error.code !== 'permission') throw error;
      throw new BrokerError('permission', `${error.message} The lock needs +set +get +del ~${this.options.prefix}*`, { cause: error });
    }
  }

  #key(name: string): string {
    return `${this.options.prefix}${this.options.series}:${name}`;
  }
}

/** The lock according to the settings. `label` says what is written where, without the broker's name. */
export function minuteLock(settings: Settings, label: string): MinuteLock | undefined {
  const { lock, lockPrefix, naming } = settings.mirror;
  if (lock === 'none') return undefined;
  // The older layout does not include the broker's name, so the metrics are the same for any name.
  const series = naming === 'perQueue' ? label : `${label}/${settings.environment}`;
  return new RedisMinuteLock({ connection: lockConnection(settings), prefix: lockPrefix, series });
}

/** Where the lock is: `mirror.lockUrl` with its own user and password and the broker's TLS settings, or the broker. */
function lockConnection({ connection, mirror: { lockUrl, secrets: own } }: Settings): ConnectionSettings {
  if (!lockUrl) return connection;
  const { tls, secrets } = connection;
  return {
    ...connection,
    broker: lockUrl,
    user: lockUrl.user,
    tls: { ...tls, serverName: undefined, master: tls.master || lockUrl.tls },
    secrets: hidden(secrets, { password: own.lockPassword }),
  };
}

/** The minute in keys and values: `2026-11-25T12:00Z`. */
const nameOf = (minute: number): string => `${new Date(minute).toISOString().slice(0, 16)}Z`;

/** @throws UnexpectedReply if the reply was not written by `nameOf` */
function minuteOf(reply: unknown, command: string): number {
  const minute = Date.parse(textOf(reply, command));
  if (Number.isNaN(minute)) throw new UnexpectedReply(`expected a minute in answer to ${command}, got other text`);
  return minute;
}
