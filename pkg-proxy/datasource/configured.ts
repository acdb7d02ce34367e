import { type DatasourceInstance, keyOf, type Logger } from 'grafana-node-datasource-runtime';

/** How often the configuration is read again. Milliseconds. */
const READ_AGAIN_MS = 3_600_000;
/** How long the last successful reading stays valid. Milliseconds. */
const COUNTS_MS = 24 * 3_600_000;

export interface ConfiguredOptions {
  /** Reads the datasources that must always run according to the configuration. */
  readonly read: () => Promise<readonly DatasourceInstance[]>;
  /** Starts a datasource unless it is running. */
  readonly wake: (instance: DatasourceInstance) => void;
  readonly log: Logger;
}

/**
 * The datasources in `[plugin.backlog-celery-datasource] config`. They start with the plugin and run as long as they are named there.
 * A missing or unreadable file names none, but it may be back soon, so the last successful reading stays valid for a day.
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
          log.error('A datasource in [plugin.backlog-celery-datasource] config cannot be started.', { datasource: instance.name, error });
        }
      }
    } catch (error) {
      if (!this.#failing) log.error('[plugin.backlog-celery-datasource] config cannot be read. The next try is in an hour.', { error });
      this.#failing = true;
    }
  }
}
