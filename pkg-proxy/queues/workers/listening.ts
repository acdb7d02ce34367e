import type { BrokerError } from '../reader';
import { rest } from '../rest';
import type { SamplerLog } from '../sampler';
import type { WorkerEvent, WorkerFeed } from './feed';
import type { WorkerRegistry } from './registry';
import { Retry } from './retry';

/** Keeps listening to the workers, whatever happens to the connection, and tells the registry. */
export class Listening {
  /** From when on every event has been heard, epoch milliseconds; undefined while nobody listens. */
  since: number | undefined;
  readonly #retry = new Retry();

  constructor(
    private readonly feed: WorkerFeed,
    private readonly registry: WorkerRegistry,
    private readonly log: SamplerLog,
    private readonly label: () => string,
    private readonly heard: (event: WorkerEvent, at: number) => void,
  ) {}

  /** Why nobody listens; undefined while somebody does, and before the first try. */
  get error(): BrokerError | undefined {
    return this.#retry.error;
  }

  /** Goes on until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { registry } = this;
    const listener = {
      listening: () => {
        if (this.error) this.log.info('workers can be heard again', { broker: this.label() });
        this.#retry.succeeded();
        this.since = Date.now();
      },
      heard: (event: WorkerEvent) => this.heard(event, Date.now()),
      unreadable: () => {
        registry.unreadable++;
      },
    };
    while (!signal.aborted) {
      let ms = 0;
      try {
        await this.feed.listen(listener, signal);
      } catch (error) {
        if (signal.aborted) break;
        const before = this.error?.code;
        ms = this.#retry.failed(error);
        if (this.error && this.error.code !== before) {
          this.log.warn('workers cannot be heard', { broker: this.label(), code: this.error.code, error: this.error.message });
        }
      } finally {
        this.since = undefined;
      }
      if (!signal.aborted) await rest(ms, signal);
    }
  }
}
