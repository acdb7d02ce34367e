import type { Redis } from 'ioredis';
import type { ConnectionSettings } from '../../../src/contract/settings';
import { RedisConnection } from './connection';

/**
 * Connections for work that takes its time: each piece has one to itself while it lasts, so that one that is not answered, and drops
 * its connection, takes no other with it. They are made when they are needed; a few are kept for the next piece.
 */
export class Connections {
  #idle: RedisConnection[] = [];
  readonly #busy = new Set<RedisConnection>();
  #closed = false;

  /** @param most so many are kept open when nobody uses them */
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
