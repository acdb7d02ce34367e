import type { Redis } from 'ioredis';
import type { Settings } from '../../src/contract/settings';
import { withDeadline } from '../queues/deadline';
import type { Depths, Discovery, QueueReader, ServerInfo } from '../queues/reader';
import { Connection, type ConnectionSettings } from './connection';
import { DepthReader } from './depths';
import { BindingScan } from './discovery';
import type { KeyLayout } from './keys';

/** One call of `discover` scans this long at the most. */
const SLICE_MS = 700;

/**
 * Reads Celery's queues from Redis or Valkey as kombu lays them out. Sends SCAN, SMEMBERS, EVALSHA_RO or LLEN, INFO, AUTH,
 * SELECT and CLIENT SETNAME; never a command that writes.
 */
export class RedisQueueReader implements QueueReader {
  readonly steps: readonly number[];
  /** Depths and discovery have a connection each, so that a slow scan never delays a sample. */
  readonly #sampling: Connection;
  readonly #scanning: Connection;
  readonly #scan: BindingScan;
  /** What was learnt of a server is forgotten with the connection to it. */
  readonly #depths = new WeakMap<Redis, DepthReader>();

  constructor(
    settings: ConnectionSettings & Pick<Settings, 'keyPrefix' | 'separator' | 'prioritySteps'>,
    private readonly layout: KeyLayout = settings,
  ) {
    this.steps = layout.prioritySteps;
    this.#sampling = new Connection(settings);
    this.#scanning = new Connection(settings);
    this.#scan = new BindingScan(layout);
  }

  get label(): string {
    return this.#sampling.label;
  }

  depths(queues: readonly string[], signal: AbortSignal): Promise<Depths> {
    return this.#sampling.use(signal, async (client) => {
      let reader = this.#depths.get(client);
      if (!reader) {
        reader = new DepthReader(this.layout);
        this.#depths.set(client, reader);
      }
      if (queues.length === 0) await client.ping(); // no queue is known yet, but whether the broker answers still counts
      return reader.read(client, queues);
    });
  }

  discover(signal: AbortSignal): Promise<Discovery> {
    return this.#scanning.use(signal, (client) => withDeadline(SLICE_MS, (slice) => this.#scan.slice(client, slice)));
  }

  server(signal: AbortSignal): Promise<ServerInfo> {
    return this.#sampling.use(signal, async (client) => {
      const info = await client.info('server');
      const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
      const valkey = field('valkey_version');
      return valkey
        ? { product: 'Valkey', version: valkey }
        : { product: 'Redis', version: field('redis_version') ?? 'of unknown version' };
    });
  }

  close(): void {
    this.#sampling.close();
    this.#scanning.close();
  }
}
