import { BackOff } from '../lifetime/back-off';
import { rest } from '../lifetime/rest';
import { brokerPace } from './broker-pace';
import type { Log } from './log';
import { asBrokerError, type BrokerError } from './ports/reader';

/** A subscription that has lasted for so long is no accident: a peer may take one and close at once. */
const LASTING_MS = 5000;
const FIRST_WAIT_MS = 500;

export interface ListeningOptions {
  /** What is listened to, in the plural, as the log calls it: `workers`. */
  readonly what: string;
  /** Listens until the signal aborts, and calls `begun` from when on all is heard; maybe again after a pause. @throws BrokerError */
  readonly listen: (begun: () => void, signal: AbortSignal) => Promise<void>;
  /** Called when nobody listens any more. */
  readonly ended?: () => void;
  readonly log: Log;
  /** Names the broker in the log. */
  readonly label: string;
}

/** Keeps listening, whatever happens to the connection. */
export class Listening {
  /** From when on everything has been heard, a moment; undefined while nobody listens. */
  since: number | undefined;
  readonly #backOff = new BackOff({ pace: brokerPace(FIRST_WAIT_MS) });

  constructor(private readonly options: ListeningOptions) {}

  /** Why nobody listens; undefined once somebody has for some seconds, and before the first failure. */
  get error(): BrokerError | undefined {
    return this.#backOff.error;
  }

  /** Goes on until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { what, listen, ended, log, label } = this.options;
    while (!signal.aborted) {
      let ms = 0;
      const over = new AbortController();
      const begun = () => {
        this.since = performance.now();
        void rest(LASTING_MS, over.signal).then((lasted) => lasted && this.#settled());
      };
      try {
        await listen(begun, signal);
      } catch (error) {
        if (signal.aborted) break;
        const before = this.error?.code;
        ms = this.#backOff.failed(asBrokerError(error));
        if (this.error && this.error.code !== before) {
          log.warn(`${what} cannot be heard`, { broker: label, code: this.error.code, error: this.error.message });
        }
      } finally {
        this.since = undefined;
        over.abort();
        ended?.();
      }
      if (!signal.aborted) await rest(ms, signal);
    }
  }

  #settled(): void {
    const { what, log, label } = this.options;
    if (this.error) log.info(`${what} can be heard again`, { broker: label });
    this.#backOff.succeeded();
  }
}
