import type { Redis } from 'ioredis';
import { withDeadline } from '../queues/deadline';
import { BrokerError } from '../queues/reader';
import { rest } from '../queues/rest';
import type { FeedListener, WorkerFeed } from '../queues/workers/feed';
import { type ChannelSettings, workerEventPatterns } from './channels';
import { Connection, type ConnectionSettings } from './connection';
import { parseWorkerEvents } from './worker-event';

const CONNECT_MS = 5000;
/** A peer that is gone without a word is noticed by a PING that is not answered. */
const PING_EVERY_MS = 5000;
const PING_MS = 3000;

/** Hears workers by one subscription a broker, on a connection of its own. Sends PSUBSCRIBE and PING, nothing else. */
export class WorkerEvents implements WorkerFeed {
  constructor(private readonly settings: ConnectionSettings & ChannelSettings) {}

  async listen(listener: FeedListener, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const connection = new Connection(this.settings);
    const over = new AbortController();
    const end = () => over.abort();
    signal.addEventListener('abort', end, { once: true });
    try {
      await withDeadline(CONNECT_MS, (limit) => connection.use(limit, (client) => this.#subscribe(client, listener, end)), signal);
      listener.listening();
      while (await rest(PING_EVERY_MS, over.signal)) {
        await withDeadline(PING_MS, (limit) => connection.use(limit, (client) => client.ping()), signal);
      }
      throw new BrokerError('closed', `Redis at ${connection.label}: the connection on which workers are heard was closed.`);
    } catch (error) {
      if (!signal.aborted) throw this.#explained(error);
    } finally {
      signal.removeEventListener('abort', end);
      connection.close();
    }
  }

  async #subscribe(client: Redis, listener: FeedListener, end: () => void): Promise<void> {
    client.once('end', end);
    client.on('pmessage', (_pattern: string, _channel: string, message: string) => {
      const events = parseWorkerEvents(message);
      if (!events) listener.unreadable();
      for (const event of events ?? []) listener.heard(event);
    });
    await client.psubscribe(...workerEventPatterns(this.settings));
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof BrokerError) || error.code !== 'permission') return error;
    const rules = `${workerEventPatterns(this.settings)
      .map((pattern) => `&${pattern}`)
      .join(' ')} +psubscribe +ping`;
    return new BrokerError(
      'permission',
      `Redis at ${this.settings.broker.label}: the ACL user may not listen to the workers' heartbeats: add it (ACL SETUSER … ${rules}), or switch it off with jsonData.workerEvents: false.`,
      { cause: error },
    );
  }
}
