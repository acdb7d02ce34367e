import { type DatasourceInstance, type Logger, PluginError } from 'grafana-node-datasource-runtime';
import { parseSettings } from '../../src/contract/parse-settings';
import { ContractError } from '../../src/contract/problem';
import { type Adapters, Monitor } from '../queues/monitor';

/** A datasource as the plugin keeps it: running, or known to be set up wrongly. */
export class Backlog {
  readonly #monitor: Monitor | undefined;
  readonly #error: ContractError | undefined;
  /** What ran before the settings went wrong. */
  readonly #before: Monitor | undefined;

  /** Settings that do not parse end nothing: what ran before is kept for the moment they are right again. */
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

  /** What runs, or what ran before the settings went wrong. */
  get kept(): Monitor | undefined {
    return this.#monitor ?? this.#before;
  }

  /** What runs, if the settings are right. */
  get running(): Monitor | undefined {
    return this.#monitor;
  }

  /** @throws PluginError 400 that names every wrong setting */
  get monitor(): Monitor {
    if (this.#monitor) return this.#monitor;
    throw new PluginError(`The settings of this datasource are wrong: ${this.#error?.message ?? ''}`, { status: 400, cause: this.#error });
  }

  /** Ends what the next one has not taken over. */
  async close(signal: AbortSignal, next?: Backlog): Promise<void> {
    if (next?.kept === this.kept) return;
    await this.kept?.close(signal, next?.kept);
  }
}
