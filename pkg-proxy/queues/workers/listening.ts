import { BackOff } from '../../lifetime/back-off';
import { rest } from '../../lifetime/rest';
import { brokerPace } from '../broker-pace';
import type { Log } from '../log';
import { asBrokerError, type BrokerError } from '../ports/reader';
import type { WorkerEvent, WorkerFeed } from '../ports/worker-feed';

/** A subscription that has lasted for so long is no accident: a peer may take one and close at once. */
const LASTING_MS = 5000;
const FIRST_WAIT_MS = 500;

/** Keeps listening to the workers, whatever happens to the connection, and passes on what they say. */
export class Listening {
  /** From when on every event has been heard, a moment; undefined while nobody listens. */
  since: number | undefined;
  readonly #backOff = new BackOff({ pace: brokerPace(FIRST_WAIT_MS) });

  constructor(
    private readonly feed: WorkerFeed,
    private readonly log: Log,
    private readonly label: string,
    private readonly heard: (event: WorkerEvent, at: number) => void,
  ) {}

  /** Why nobody listens; undefined once somebody has for some seconds, and before the first failure. */
  get error(): BrokerError | undefined {
    return this.#backOff.error;
  }

  /** Goes on until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let ms = 0;
      const over = new AbortController();
      const listener = {
        listening: () => {
          this.since = performance.now();
          void rest(LASTING_MS, over.signal).then((lasted) => lasted && this.#settled());
        },
        heard: (event: WorkerEvent) => this.heard(event, performance.now()),
      };
      try {
        await this.feed.listen(listener, signal);
      } catch (error) {
        if (signal.aborted) break;
        const before = this.error?.code;
        ms = this.#backOff.failed(asBrokerError(error));
        if (this.error && this.error.code !== before) {
          this.log.warn('workers cannot be heard', { broker: this.label, code: this.error.code, error: this.error.message });
        }
      } finally {
        this.since = undefined;
        over.abort();
      }
      if (!signal.aborted) await rest(ms, signal);
    }
  }

  #settled(): void {
    if (this.error) this.log.info('workers can be heard again', { broker: this.label });
    this.#backOff.succeeded();
  }
}
