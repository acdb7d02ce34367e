import { withDeadline } from '../../lifetime/deadline';
import { rest } from '../../lifetime/rest';
import { BrokerError } from '../../queues/ports/reader';
import type { FeedListener, WorkerFeed } from '../../queues/ports/worker-feed';
import type { RedisClient } from '../../redis/client';
import { Connection } from '../../redis/connection/connection';
import { UnexpectedReply } from '../../redis/errors';
import { countOf, expectOk, textsOf } from '../../redis/replies';
import { type WorkerChannels, workerEventPatterns } from './channels';
import { parseWorkerEvents } from './worker-event';

const CONNECT_MS = 5000;
/** A peer that is gone without a word is noticed by a PING that is not answered. */
const PING_EVERY_MS = 5000;
const PING_MS = 3000;

/** Hears workers by one subscription a broker, on a connection of its own. Sends PSUBSCRIBE and PING, nothing else. */
export class WorkerEvents implements WorkerFeed {
  constructor(private readonly settings: WorkerChannels) {}

  async listen(listener: FeedListener, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const connection = new Connection(this.settings.connection);
    try {
      await withDeadline(CONNECT_MS, (limit) => connection.use(limit, (client) => this.#subscribe(client, listener)), signal);
      listener.listening();
      // A connection that ends is told at once by whatever is running on it.
      while (await connection.use(signal, () => rest(PING_EVERY_MS, signal))) {
        await withDeadline(PING_MS, (limit) => connection.use(limit, ping), signal);
      }
    } catch (error) {
      if (!signal.aborted) throw this.#explained(error);
    } finally {
      connection.close();
    }
  }

  async #subscribe(client: RedisClient, listener: FeedListener): Promise<void> {
    const patterns = workerEventPatterns(this.settings);
    client.on('pmessage', (_pattern: string, _channel: string, message: string) => {
      for (const event of parseWorkerEvents(message)) listener.heard(event);
    });
    const count = countOf(await client.psubscribe(...patterns), 'PSUBSCRIBE');
    if (count !== patterns.length) throw new UnexpectedReply(`expected ${patterns.length} subscriptions, got ${count}`);
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof BrokerError) || error.code !== 'permission') return error;
    const rules = `${workerEventPatterns(this.settings)
      .map((pattern) => `&${pattern}`)
      .join(' ')} +psubscribe +ping`;
    return new BrokerError(
      'permission',
      `Redis at ${this.settings.connection.broker.label}: the ACL user may not listen to the workers' heartbeats: add it (ACL SETUSER … ${rules}), or switch it off with jsonData.workerEvents: false.`,
      { cause: error },
    );
  }
}

/** While it listens, a server answers PING with a list; who answers otherwise has forgotten the subscription. */
async function ping(client: RedisClient): Promise<void> {
  const reply: unknown = await client.ping();
  const [word] = textsOf(reply, 'PING', 2);
  expectOk(word, 'PING', 'pong');
}
