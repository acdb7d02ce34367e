import type { Redis } from 'ioredis';
import { message } from '../../../src/contract/messages/message';
import type { ConnectionSettings } from '../../../src/contract/settings';
import { BrokerError } from '../../queues/ports/reader';
import { brokerError, replyCode } from '../errors';
import { openSocket, tlsOptions } from './endpoint';
import type { Dial } from './guard';
import { OpenConnection } from './open-connection';
import { masterOf } from './sentinels';

const MAY_BE_TLS: readonly BrokerError['code'][] = ['timeout', 'closed', 'protocol'];

/**
 * One connection to the broker, opened on demand and dropped when in doubt. It never reconnects in the background: the caller decides
 * when to try again, so that nothing piles up behind a dead socket.
 */
export class RedisConnection {
  #open: OpenConnection | undefined;
  #closed = false;

  constructor(private readonly settings: ConnectionSettings) {}

  get label(): string {
    return this.settings.broker.label;
  }

  /**
   * Runs `work` on a ready connection. If the signal aborts first, the connection is dropped: a frozen or half-open peer shows no
   * other sign.
   * @throws BrokerError
   */
  async use<T>(signal: AbortSignal, work: (client: Redis) => Promise<T>): Promise<T> {
    if (this.#closed) throw new BrokerError('closed', `Redis at ${this.label}: this connection was closed`);
    this.#open ??= this.#connect();
    const open = this.#open;
    try {
      return await open.run(signal, work, () => brokerError(this.label, undefined, 'timeout'));
    } catch (error) {
      // After an error reply the connection is still good. After any other error it is dropped.
      if (!isReply(error) || open.ended) this.#drop(open);
      throw this.#explained(
        open,
        brokerError(this.label, isReply(error) || error instanceof BrokerError ? error : (open.failure ?? error)),
      );
    }
  }

  close(): void {
    this.#closed = true;
    if (this.#open) this.#drop(this.#open);
  }

  #drop(open: OpenConnection): void {
    open.close();
    if (this.#open === open) this.#open = undefined;
  }

  #connect(): OpenConnection {
    const { broker, user, secrets } = this.settings;
    return new OpenConnection({ label: this.label, user, password: secrets.password, db: broker.db }, this.#dial(), this.#secure);
  }

  /** Adds a hint about TLS: a wrong TLS setting shows as a timeout or a closed connection. */
  #explained(open: OpenConnection, error: BrokerError): BrokerError {
    const { broker, tls } = this.settings;
    if (open.ready || !MAY_BE_TLS.includes(error.code)) return error;
    const hint =
      broker.scheme === 'sentinel'
        ? message('redis.sentinelTls', { sentinels: tls.sentinel ? 'on' : 'off', master: tls.master ? 'on' : 'off' })
        : broker.scheme === 'rediss' && error.code === 'timeout' // the server takes the TLS handshake for a command and waits for the rest
          ? message('redis.noTls')
          : undefined;
    return hint === undefined
      ? error
      : new BrokerError(error.code, message('part.hinted', { cause: error.said, hint }), { cause: error.cause });
  }

  get #secure(): boolean {
    const { broker, tls } = this.settings;
    return broker.scheme === 'rediss' || (broker.scheme === 'sentinel' && tls.master);
  }

  #dial(): Dial {
    const { settings } = this;
    const { scheme, host, port, path = '' } = settings.broker;
    const tls = this.#secure ? tlsOptions(settings) : undefined;
    if (scheme === 'socket') return async () => openSocket({ path });
    if (scheme === 'sentinel') return async (signal) => openSocket({ ...(await masterOf(settings, signal)), tls });
    return async () => openSocket({ host, port, tls });
  }
}

function isReply(error: unknown): boolean {
  return replyCode(error) !== undefined;
}
