import { type DatasourceInstance, type Logger, PluginError } from 'grafana-node-datasource-runtime';
import { parseSettings } from '../../src/contract/parse-settings';
import { ContractError } from '../../src/contract/problem';
import type { Adapters } from '../queues/monitor/adapters';
import { Monitor } from '../queues/monitor/monitor';

/** A datasource in the plugin: running, or with invalid settings. */
export class Backlog {
  readonly #monitor: Monitor | undefined;
  readonly #error: ContractError | undefined;
  /** The monitor that ran before the settings became invalid. */
  readonly #before: Monitor | undefined;

  /** Invalid settings stop nothing: the previous monitor is kept until the settings are valid again. */
  constructor(
    readonly instance: DatasourceInstance,
    adapters: Adapters,
    log: Logger,
    previous?: Backlog,
  ) {
    try {
      this.#monitor = new Monitor(parseSettings(instance), adapters, log, previous?.kept);
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      this.#error = error;
      this.#before = previous?.kept;
    }
  }

  /** The running monitor, or the one that ran before the settings became invalid. */
  get kept(): Monitor | undefined {
    return this.#monitor ?? this.#before;
  }

  /** The running monitor, if the settings are valid. */
  get running(): Monitor | undefined {
    return this.#monitor;
  }

  /** @throws PluginError 400 that names every wrong setting */
  get monitor(): Monitor {
    if (this.#monitor) return this.#monitor;
    throw new PluginError(`The settings of this data source are wrong: ${this.#error?.message ?? ''}`, { status: 400, cause: this.#error });
  }

  /** Closes everything that `next` has not taken over. */
  async close(signal: AbortSignal, next?: Backlog): Promise<void> {
    if (next?.kept === this.kept) return;
    await this.kept?.close(signal, next?.kept);
  }
}
