import { Redis } from 'ioredis';
import { unlessAborted } from '../../lifetime/abort';
import { brokerError, replyCode, systemCode, UnexpectedReply } from '../errors';
import { expectOk } from '../replies';
import { connectorOf, type Dial } from './guard';

export interface Login {
  /** Names the server in errors. */
  readonly label: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly db: number;
}

/**
 * One connection from open to close. Whatever ends it, a socket error or an invalid reply, also ends everything that runs on it, even
 * requests that ioredis has forgotten.
 */
export class OpenConnection {
  readonly client: Redis;
  /** Why it ended, if known. */
  failure: unknown;
  /** Whether the server has answered like Redis. */
  ready = false;
  readonly #ready: Promise<void>;
  readonly #over = new AbortController();

  /** @param secure whether `dial` opens a TLS socket */
  constructor(login: Login, dial: Dial, secure: boolean) {
    this.client = new Redis({
      Connector: connectorOf(dial),
      ...(secure ? { tls: {} } : {}), // tells ioredis which event means connected; `dial` does the rest
      lazyConnect: true,
      enableReadyCheck: false,
      enableOfflineQueue: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      disableClientInfo: true,
      connectTimeout: 10_000, // the caller's signal is shorter
      keepAlive: 10_000,
    });
    // ioredis reports the cause of a failure only in this event; its promises only say that the connection is closed.
    this.client.on('error', (error: unknown) => {
      this.failure ??= saidOf(error);
      this.client.disconnect();
    });
    this.client.once('end', () => this.#over.abort());
    this.#ready = this.#prepare(login);
    this.#ready.catch(() => undefined); // `run` reports the error
  }

  get ended(): boolean {
    return this.#over.signal.aborted;
  }

  /**
   * Runs `work` once the connection is ready.
   * @param silence creates the error if the signal aborts first
   * @throws the error of `work`, or the reason why the connection ended
   */
  run<T>(signal: AbortSignal, work: (client: Redis) => Promise<T>, silence: () => Error): Promise<T> {
    const done = unlessAborted(
      this.#ready.then(() => work(this.client)),
      this.#over.signal,
      () => {
        throw this.failure ?? new Error();
      },
    );
    return unlessAborted(done, signal, () => {
      throw silence();
    });
  }

  close(): void {
    this.client.disconnect();
  }

  /** Sends AUTH and SELECT itself, because ioredis continues with database 0 if SELECT fails. */
  async #prepare({ label, user, password, db }: Login): Promise<void> {
    const { client } = this;
    await client.connect();
    try {
      if (password !== undefined) expectOk(await (user ? client.auth(user, password) : client.auth(password)), 'AUTH');
    } catch (error) {
      throw replyCode(error) === undefined ? error : brokerError(label, error, 'auth');
    }
    try {
      if (db !== 0) expectOk(await client.select(db), 'SELECT');
    } catch (error) {
      throw replyCode(error) === undefined ? error : brokerError(label, error, 'database');
    }
    this.ready = true;
    client.client('SETNAME', 'backlog').catch(() => undefined); // for readers of CLIENT LIST; the permission may be missing
  }
}

/** ioredis throws a plain Error for a reply without a request. After it, every reply would be matched to the wrong request. */
function saidOf(error: unknown): unknown {
  const known = !(error instanceof Error) || error.constructor !== Error || systemCode(error) !== undefined;
  return known ? error : new UnexpectedReply('it sent a reply without a request', { cause: error });
}
