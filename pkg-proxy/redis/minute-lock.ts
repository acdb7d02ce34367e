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

/** Longer than any mirror keeps a minute (3 hours): a claim never ends while somebody could still send its minute. */
const KEY_TTL_MS = 4 * 3_600_000;
/** How far the clocks of the mirrors may be apart, with room to spare. */
const SKEW_MS = 15_000;
const DONE = 'done';

export interface MinuteLockOptions {
  readonly connection: ConnectionSettings;
  /** In front of every key. */
  readonly prefix: string;
  /** What is published where: the same for every mirror that may do it, different for any other. */
  readonly series: string;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
}

/**
 * Minutes claimed in Redis: a key a minute, `<prefix><series>:<minute>`, which holds its owner and then `done`, and
 * `<prefix><series>:since`, the first minute that the other keys can be trusted with. That one never expires: if it is
 * missing, so may be the others. Sends SET, GET and DEL for these keys and nothing else.
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
        // `since` is read last: if it is still there, no claim was forgotten before this one was made.
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
    // Also if the claim is gone: it is true all the same.
    await this.#use(signal, async (client) => expectOk(await client.set(this.#key(nameOf(minute)), DONE, 'PX', KEY_TTL_MS), 'SET'));
  }

  /**
   * No script has to compare the owner first: this comes seconds after the claim, hours before it could be another's. But it is
   * sent once only, since after the first it could be.
   */
  async release(minute: number, signal: AbortSignal): Promise<void> {
    await this.#use(signal, async (client) => countOf(await client.del(this.#key(nameOf(minute))), 'DEL'), 'once');
  }

  close(): void {
    this.#closed = true;
    this.#connection.close();
  }

  /** Nobody knows what was claimed until now; the next minute is the first that can be trusted. */
  async #forgotten(client: Redis): Promise<void> {
    const since = Math.floor((this.#now() + SKEW_MS) / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    await this.#setSince(client, since);
  }

  async #setSince(client: Redis, since: number): Promise<void> {
    orNothing(expectOk, await client.set(this.#key('since'), nameOf(since), 'NX'), 'SET NX');
  }

  /** `twice`: on a connection that turns out to be closed. A claim whose answer was lost is then found to be `mine`. */
  async #use<T>(signal: AbortSignal, work: (client: Redis) => Promise<T>, tries: 'once' | 'twice' = 'twice'): Promise<T> {
    try {
      return await this.#connection.use(signal, work);
    } catch (error) {
      // A server that was demoted refuses to write on the connections it has: the next one may lead to its successor.
      this.#connection.close();
      if (this.#closed) throw error;
      this.#connection = new RedisConnection(this.options.connection);
      // Many servers and firewalls close what is idle for a while, and a minute is a while.
      if (tries === 'twice' && error instanceof BrokerError && error.code === 'closed') return this.#use(signal, work, 'once');
      if (!(error instanceof BrokerError) || error.code !== 'permission') throw error;
      throw new BrokerError('permission', `${error.message} The lock needs +set +get +del ~${this.options.prefix}*`, { cause: error });
    }
  }

  #key(name: string): string {
    return `${this.options.prefix}${this.options.series}:${name}`;
  }
}

/** The lock that the settings ask for. `label` says what is written where, without the broker's name. */
export function minuteLock(settings: Settings, label: string): MinuteLock | undefined {
  const { lock, lockPrefix, naming } = settings.mirror;
  if (lock === 'none') return undefined;
  // The older layout does not write the broker's name: whatever it is, the metrics are the same.
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

/** @throws UnexpectedReply for what `nameOf` never wrote */
function minuteOf(reply: unknown, command: string): number {
  const minute = Date.parse(textOf(reply, command));
  if (Number.isNaN(minute)) throw new UnexpectedReply(`expected a minute in answer to ${command}, got other text`);
  return minute;
}
