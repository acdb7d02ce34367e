import { BackOff } from '../lifetime/back-off';
import { rest } from '../lifetime/rest';
import { brokerPace } from './broker-pace';
import type { Log } from './log';
import { asBrokerError, type BrokerError } from './ports/reader';

/** A subscription counts as successful after this long: a peer may accept one and close at once. */
const LASTING_MS = 5000;
const FIRST_WAIT_MS = 500;

export interface ListeningOptions {
  /** What is listened to, in the plural, for the log: `workers`. */
  readonly what: string;
  /** Listens until the signal aborts. Calls `begun` once everything is heard, and again after each pause. @throws BrokerError */
  readonly listen: (begun: () => void, signal: AbortSignal) => Promise<void>;
  /** Called when listening has ended. */
  readonly ended?: () => void;
  readonly log: Log;
  /** Names the broker in the log. */
  readonly label: string;
}

/** Keeps listening, and reconnects when the connection is lost. */
export class Listening {
  /** Monotonic time since when everything is heard; undefined while not listening. */
  since: number | undefined;
  readonly #backOff = new BackOff({ pace: brokerPace(FIRST_WAIT_MS) });

  constructor(private readonly options: ListeningOptions) {}

  /** Why listening fails; undefined once it has worked for some seconds, and before the first failure. */
  get error(): BrokerError | undefined {
    return this.#backOff.error;
  }

  /** Runs until the signal aborts. Never rejects. */
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
          log.warn(`Cannot listen to ${what}.`, { broker: label, code: this.error.code, error: this.error });
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
    if (this.error) log.info(`Listening to ${what} works again.`, { broker: label });
    this.#backOff.succeeded();
  }
}
