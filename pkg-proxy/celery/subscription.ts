import { message } from '../../src/contract/messages/message';
import type { ConnectionSettings } from '../../src/contract/settings';
import { withDeadline } from '../lifetime/deadline';
import { rest } from '../lifetime/rest';
import { BrokerError } from '../queues/ports/reader';
import type { RedisClient } from '../redis/client';
import { RedisConnection } from '../redis/connection/connection';
import { UnexpectedReply } from '../redis/errors';
import { countOf, expectOk, textsOf } from '../redis/replies';

const CONNECT_MS = 5000;
/** A dead peer is detected by an unanswered PING. */
const PING_EVERY_MS = 5000;
const PING_MS = 3000;

export interface SubscriptionOptions {
  readonly connection: ConnectionSettings;
  /** Channel patterns; an ACL must contain exactly these. */
  readonly patterns: readonly string[];
  /** What is listened to, such as `the workers' heartbeats`, for the error about a missing permission. */
  readonly what: string;
  /** The setting that switches it off, for the same error. */
  readonly off: string;
}

export interface SubscriptionListener {
  /** Called when the subscription is active. */
  listening(): void;
  message(raw: string, pattern: string): void;
}

/** A subscription to channels, on a connection of its own. Sends PSUBSCRIBE and PING, nothing else. */
export class Subscription {
  constructor(private readonly options: SubscriptionOptions) {}

  /** Listens until the signal aborts. Each call connects anew. @throws BrokerError when it cannot listen, or no longer can */
  async listen(listener: SubscriptionListener, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const connection = new RedisConnection(this.options.connection);
    try {
      await withDeadline(CONNECT_MS, (limit) => connection.use(limit, (client) => this.#subscribe(client, listener)), signal);
      listener.listening();
      // If the connection ends, whatever is running on it fails at once.
      while (await connection.use(signal, () => rest(PING_EVERY_MS, signal))) {
        await withDeadline(PING_MS, (limit) => connection.use(limit, ping), signal);
      }
    } catch (error) {
      if (!signal.aborted) throw this.#explained(error);
    } finally {
      connection.close();
    }
  }

  async #subscribe(client: RedisClient, listener: SubscriptionListener): Promise<void> {
    const { patterns } = this.options;
    client.on('pmessage', (pattern: string, _channel: string, raw: string) => listener.message(raw, pattern));
    const count = countOf(await client.psubscribe(...patterns), 'PSUBSCRIBE');
    if (count !== patterns.length) throw new UnexpectedReply(`expected ${patterns.length} subscriptions, got ${count}`);
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof BrokerError) || error.code !== 'permission') return error;
    const { connection, patterns, what, off } = this.options;
    const rules = `${patterns.map((pattern) => `&${pattern}`).join(' ')} +psubscribe +ping`;
    return new BrokerError('permission', message('redis.mayNotListen', { label: connection.broker.label, what, rules, off }), {
      cause: error,
    });
  }
}

/** On a subscribed connection, Redis answers PING with a list. Any other reply means that the subscription is lost. */
async function ping(client: RedisClient): Promise<void> {
  const reply: unknown = await client.ping();
  const [word] = textsOf(reply, 'PING', 2);
  expectOk(word, 'PING', 'pong');
}
