import type { Redis } from 'ioredis';
import type { ConnectionSettings } from '../../../src/contract/settings';
import { RedisConnection } from './connection';

/**
 * A pool for slow work. Each piece of work has a connection to itself, so that one that times out and drops its connection does not
 * affect others. Connections are opened on demand, and a few idle ones are kept.
 */
export class Connections {
  #idle: RedisConnection[] = [];
  readonly #busy = new Set<RedisConnection>();
  #closed = false;

  /** @param most maximum number of idle connections */
  constructor(
    private readonly settings: ConnectionSettings,
    private readonly most: number,
  ) {}

  /** As `RedisConnection.use`. @throws BrokerError */
  async use<T>(signal: AbortSignal, work: (client: Redis) => Promise<T>): Promise<T> {
    const connection = this.#idle.pop() ?? new RedisConnection(this.settings);
    if (this.#closed) connection.close();
    this.#busy.add(connection);
    try {
      return await connection.use(signal, work);
    } finally {
      this.#busy.delete(connection);
      if (this.#closed || this.#idle.length >= this.most) connection.close();
      else this.#idle.push(connection);
    }
  }

  close(): void {
    this.#closed = true;
    for (const connection of [...this.#idle, ...this.#busy]) connection.close();
    this.#idle = [];
  }
}
