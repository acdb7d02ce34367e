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
 * One connection from its beginning to its end. What ends it, be it an error of the socket or an answer that is none, ends all that
 * runs on it, also what ioredis has forgotten.
 */
export class OpenConnection {
  readonly client: Redis;
  /** Why it has ended, where that is known. */
  failure: unknown;
  /** Whether the server has answered as a Redis does. */
  ready = false;
  readonly #ready: Promise<void>;
  readonly #over = new AbortController();

  /** @param secure whether `dial` opens a TLS socket */
  constructor(login: Login, dial: Dial, secure: boolean) {
    this.client = new Redis({
      Connector: connectorOf(dial),
      ...(secure ? { tls: {} } : {}), // says when the socket is connected; the rest is the dial's
      lazyConnect: true,
      enableReadyCheck: false,
      enableOfflineQueue: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      disableClientInfo: true,
      connectTimeout: 10_000, // the caller's signal is shorter
      keepAlive: 10_000,
    });
    // ioredis tells why a connection failed in an event; its promises only say that it is closed.
    this.client.on('error', (error: unknown) => {
      this.failure ??= saidOf(error);
      this.client.disconnect();
    });
    this.client.once('end', () => this.#over.abort());
    this.#ready = this.#prepare(login);
    this.#ready.catch(() => undefined); // whoever runs something hears of it
  }

  get ended(): boolean {
    return this.#over.signal.aborted;
  }

  /**
   * Runs `work` when commands may be sent.
   * @param silence makes the error for the case that the signal aborts first
   * @throws what `work` throws, and why the connection ended
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

  /** AUTH and SELECT are sent here and not by ioredis, which goes on with database 0 when SELECT fails. */
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
    client.client('SETNAME', 'backlog').catch(() => undefined); // a courtesy to whoever reads CLIENT LIST; the right may be missing
  }
}

/** ioredis has an error of no kind of its own for an answer to nothing. After it every answer would count for the wrong question. */
function saidOf(error: unknown): unknown {
  const known = !(error instanceof Error) || error.constructor !== Error || systemCode(error) !== undefined;
  return known ? error : new UnexpectedReply('it answers what nobody asked', { cause: error });
}
