import { type DatasourceInstance, keyOf, type Logger } from 'grafana-node-datasource-runtime';

/** How often the configuration is read again. Milliseconds. */
const READ_AGAIN_MS = 3_600_000;
/** How long the last good reading counts while there is no other. Milliseconds. */
const COUNTS_MS = 24 * 3_600_000;

export interface ConfiguredOptions {
  /** Reads which datasources the configuration wants to run whether or not anybody asks for them. */
  readonly read: () => Promise<readonly DatasourceInstance[]>;
  /** Starts one, unless it runs. */
  readonly wake: (instance: DatasourceInstance) => void;
  readonly log: Logger;
}

/**
 * The datasources that `[plugin.backlog-celery-datasource] config` names: they run from the first second, and stay for as long as
 * they are named there. A file that is gone or cannot be read names nothing, but may be back soon.
 */
export class Configured {
  readonly #timer: NodeJS.Timeout;
  #names: ReadonlySet<string> = new Set();
  /** By the monotonic clock. */
  #readAt = 0;
  #failing = false;
  #closed = false;

  constructor(private readonly options: ConfiguredOptions) {
    void this.#read();
    this.#timer = setInterval(() => void this.#read(), READ_AGAIN_MS);
    this.#timer.unref();
  }

  names(instance: DatasourceInstance): boolean {
    return this.#names.has(keyOf(instance)) && performance.now() - this.#readAt < COUNTS_MS;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  async #read(): Promise<void> {
    const { read, wake, log } = this.options;
    try {
      const found = await read();
      if (this.#closed) return;
      this.#names = new Set(found.map(keyOf));
      this.#readAt = performance.now();
      this.#failing = false;
      for (const instance of found) {
        try {
          wake(instance);
        } catch (error) {
          log.error('a datasource of [plugin.backlog-celery-datasource] config cannot be started', { datasource: instance.name, error });
        }
      }
    } catch (error) {
      if (!this.#failing) log.error('[plugin.backlog-celery-datasource] config cannot be read: it is tried again every hour', { error });
      this.#failing = true;
    }
  }
}
