import type { ConnectionOptions } from 'node:tls';
import { Redis, type RedisOptions } from 'ioredis';
import type { Settings } from '../../src/contract/settings';
import { BrokerError } from '../queues/reader';
import { brokerError } from './errors';

export type ConnectionSettings = Pick<Settings, 'broker' | 'user' | 'secrets' | 'sentinelMaster' | 'tls'>;

/**
 * One connection to the broker, made when it is needed and thrown away when anything about it is in doubt. There is no
 * reconnecting in the background: whoever reads decides when to try again, so nothing can pile up behind a dead socket.
 */
export class Connection {
  #client: Redis | undefined;
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
    const client = this.#client ?? this.#create();
    this.#client = client;
    let failure: unknown;
    const onError = (error: unknown) => {
      failure = error;
    };
    client.on('error', onError);
    let drop = () => {};
    const aborted = new Promise<never>((_, reject) => {
      drop = () => reject(new BrokerError('timeout', brokerError(this.label, undefined, 'timeout').message));
      if (signal.aborted) drop();
      signal.addEventListener('abort', drop, { once: true });
    });
    try {
      return await Promise.race([this.#ready(client).then(() => work(client)), aborted]);
    } catch (error) {
      // A refused command leaves the connection as good as it was; anything else puts it in doubt.
      if (!(error instanceof Error && error.name === 'ReplyError') || this.#client?.status !== 'ready') this.#drop(client);
      throw brokerError(this.label, failure ?? error);
    } finally {
      signal.removeEventListener('abort', drop);
      client.off('error', onError);
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#client) this.#drop(this.#client);
  }

  #drop(client: Redis): void {
    client.disconnect();
    if (this.#client === client) this.#client = undefined;
  }

  #create(): Redis {
    const client = new Redis(options(this.settings));
    client.on('error', ignore);
    return client;
  }

  /** AUTH and SELECT are sent here and not by ioredis, which goes on with database 0 when SELECT fails. */
  async #ready(client: Redis): Promise<void> {
    if (client.status === 'ready') return;
    await client.connect();
    const { user, secrets, broker } = this.settings;
    try {
      if (secrets.password !== undefined) await (user ? client.auth(user, secrets.password) : client.auth(secrets.password));
    } catch (error) {
      throw brokerError(this.label, error, 'auth');
    }
    try {
      if (broker.db !== 0) await client.select(broker.db);
    } catch (error) {
      throw brokerError(this.label, error, 'database');
    }
    client.client('SETNAME', 'backlog').catch(ignore); // a courtesy to whoever reads CLIENT LIST; the right may be missing
  }
}

function ignore(): void {}

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
    rejectUnauthorized: !tls.skipVerify,
    ...(tls.serverName ? { servername: tls.serverName } : {}),
    ...(tls.withCACert && secrets.tlsCACert ? { ca: secrets.tlsCACert } : {}),
    ...(tls.auth && secrets.tlsClientCert && secrets.tlsClientKey ? { cert: secrets.tlsClientCert, key: secrets.tlsClientKey } : {}),
  };
  switch (broker.scheme) {
    case 'socket':
      return { ...common, path: broker.path ?? '' };
    case 'sentinel':
      return { ...common, sentinels: [...broker.nodes], name: sentinelMaster ?? '', ...(secrets.sentinelPassword ? { sentinelPassword: secrets.sentinelPassword } : {}) };
    case 'rediss':
      return { ...common, host: broker.host, port: broker.port, tls: secure };
    case 'redis':
      return { ...common, host: broker.host, port: broker.port };
  }
}
