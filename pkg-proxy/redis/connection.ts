import type { ConnectionOptions } from 'node:tls';
import { Redis, type RedisOptions } from 'ioredis';
import type { Settings } from '../../src/contract/settings';
import { BrokerError } from '../queues/reader';
import { brokerError, replyCode } from './errors';

export type ConnectionSettings = Pick<Settings, 'broker' | 'user' | 'secrets' | 'sentinelMaster' | 'tls'>;

/**
 * One connection to the broker, made when it is needed and thrown away when anything about it is in doubt. There is no
 * reconnecting in the background: whoever reads decides when to try again, so nothing can pile up behind a dead socket.
 */
export class Connection {
  #open: OpenConnection | undefined;
  #closed = false;

  constructor(private readonly settings: ConnectionSettings) {}

  get label(): string {
    return this.settings.broker.label;
  }

  /**
   * Runs `work` on a ready connection. When the signal aborts first, the connection is dropped: a frozen or half-open
   * peer gives no other sign.
   * @throws BrokerError
   */
  async use<T>(signal: AbortSignal, work: (client: Redis) => Promise<T>): Promise<T> {
    if (this.#closed) throw new BrokerError('closed', `Redis at ${this.label}: this connection has been closed`);
    this.#open ??= this.#connect();
    const open = this.#open;
    let abort = () => {};
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(silence(this.settings, open.client));
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
    });
    try {
      return await Promise.race([open.ready.then(() => work(open.client)), aborted]);
    } catch (error) {
      // A refused command leaves the connection as good as it was; anything else puts it in doubt.
      if (!isReply(error) || open.client.status !== 'ready') this.#drop(open);
      throw brokerError(this.label, isReply(error) || error instanceof BrokerError ? error : (open.failure ?? error));
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#open) this.#drop(this.#open);
  }

  /** @throws BrokerError: ioredis does not take every option, and says so at once */
  #client(): Redis {
    try {
      return new Redis(options(this.settings));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new BrokerError('protocol', `Redis at ${this.label}: no connection can be made with these settings (${why}).`, {
        cause: error,
      });
    }
  }

  #drop(open: OpenConnection): void {
    open.client.disconnect();
    if (this.#open === open) this.#open = undefined;
  }

  #connect(): OpenConnection {
    const client = this.#client();
    const open: OpenConnection = { client, ready: prepare(client, this.settings), failure: undefined };
    // ioredis tells why a connection failed in an event; its promises only say that it is closed.
    client.on('error', (error: unknown) => {
      open.failure = error;
    });
    return open;
  }
}

interface OpenConnection {
  readonly client: Redis;
  /** Resolves when commands may be sent. */
  readonly ready: Promise<void>;
  failure: unknown;
}

/** AUTH and SELECT are sent here and not by ioredis, which goes on with database 0 when SELECT fails. */
async function prepare(client: Redis, { broker, user, secrets }: ConnectionSettings): Promise<void> {
  await client.connect();
  try {
    if (secrets.password !== undefined) await (user ? client.auth(user, secrets.password) : client.auth(secrets.password));
  } catch (error) {
    throw isReply(error) ? brokerError(broker.label, error, 'auth') : error;
  }
  try {
    if (broker.db !== 0) await client.select(broker.db);
  } catch (error) {
    throw isReply(error) ? brokerError(broker.label, error, 'database') : error;
  }
  client.client('SETNAME', 'backlog').catch(() => undefined); // a courtesy to whoever reads CLIENT LIST; the right may be missing
}

/** A server that does not speak TLS waits for the rest of what it takes for a command, so silence is all there is to see. */
function silence({ broker }: ConnectionSettings, client: Redis): BrokerError {
  const { message } = brokerError(broker.label, undefined, 'timeout');
  const tls = broker.scheme === 'rediss' && client.status !== 'ready';
  return new BrokerError('timeout', tls ? `${message} Or does it not speak TLS on this port (redis:// instead of rediss://)?` : message);
}

function isReply(error: unknown): boolean {
  return replyCode(error) !== undefined;
}

function options({ broker, tls, sentinelMaster, secrets }: ConnectionSettings): RedisOptions {
  const common: RedisOptions = {
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    disableClientInfo: true,
    connectTimeout: 10_000, // the caller's signal is shorter
    keepAlive: 10_000,
  };
  const secure: ConnectionOptions = {
    rejectUnauthorized: !(tls.skipVerify || broker.anyCertificate),
    ...(tls.serverName ? { servername: tls.serverName } : {}),
    ...(tls.withCACert && secrets.tlsCACert ? { ca: secrets.tlsCACert } : {}),
    ...(tls.auth && secrets.tlsClientCert && secrets.tlsClientKey ? { cert: secrets.tlsClientCert, key: secrets.tlsClientKey } : {}),
  };
  switch (broker.scheme) {
    case 'socket':
      return { ...common, path: broker.path ?? '' };
    case 'sentinel':
      return {
        ...common,
        sentinels: [...broker.nodes],
        name: sentinelMaster ?? '',
        ...(secrets.sentinelPassword ? { sentinelPassword: secrets.sentinelPassword } : {}),
      };
    case 'rediss':
      return { ...common, host: broker.host, port: broker.port, tls: secure };
    case 'redis':
      return { ...common, host: broker.host, port: broker.port };
  }
}
