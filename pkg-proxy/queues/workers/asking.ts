import { BackOff } from '../../lifetime/back-off';
import { withDeadline } from '../../lifetime/deadline';
import { rest } from '../../lifetime/rest';
import { brokerPace } from '../broker-pace';
import type { Log } from '../log';
import { asBrokerError, type BrokerError } from '../ports/reader';
import type { WorkerControl } from '../ports/worker-control';
import type { WorkerRegistry } from './registry';

/** Interval between requests to workers, with some jitter, so that many datasources do not ask at the same time. */
const ASK_EVERY_S = 60;
/** Workers reply within milliseconds. Those that do not reply within this limit are busy, stopped or gone. */
const ANSWER_MS = 3000;
const FIRST_WAIT_MS = 500;

/** Asks the workers once a minute which queues they consume and how large their pools are. */
export class Asking {
  readonly #backOff = new BackOff({ pace: brokerPace(FIRST_WAIT_MS) });
  /** Why a worker's last reply could not be used, by worker name. */
  refused: ReadonlyMap<string, string> = new Map();

  constructor(
    private readonly control: WorkerControl,
    private readonly registry: WorkerRegistry,
    private readonly log: Log,
    private readonly label: string,
  ) {}

  /** Why workers cannot be asked; undefined if they can. */
  get error(): BrokerError | undefined {
    return this.#backOff.error;
  }

  /** Runs until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let ms = ASK_EVERY_S * 1000 * (0.9 + Math.random() / 5);
      try {
        await this.#ask(signal);
        this.#backOff.succeeded();
      } catch (error) {
        if (signal.aborted) break;
        const before = this.error?.code;
        ms = this.#backOff.failed(asBrokerError(error));
        if (this.error && this.error.code !== before) {
          this.log.warn('Workers cannot be asked.', { broker: this.label, code: this.error.code, error: this.error });
        }
      }
      if (!signal.aborted) await rest(ms, signal);
    }
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { control, registry } = this;
    const queues = await withDeadline(ANSWER_MS, (limit) => control.ask('active_queues', limit), signal);
    const now = performance.now();
    for (const [name, names] of queues.replies) registry.answered(name, names, now, ASK_EVERY_S);
    this.refused = queues.refused;
    if (queues.receivers === 0 || signal.aborted) return;
    const stats = await withDeadline(ANSWER_MS, (limit) => control.ask('stats', limit), signal);
    for (const [name, { pool, prefetch }] of stats.replies) {
      const worker = registry.get(name);
      if (worker) Object.assign(worker, { pool, prefetch });
    }
  }
}
