import type { StoreError } from '../../queues/ports/metric-store';

/** Waits after a failure, doubling up to the last; each shortened by up to half at random. Milliseconds. */
const FIRST_WAIT_MS = 5_000;
/** What settings must mend is not mended soon. */
const FIRST_WAIT_FOR_SETTINGS_MS = 60_000;
const LAST_WAIT_MS = 5 * 60_000;

export interface SetbackOptions {
  /** The clock that nobody sets, milliseconds. */
  readonly moment: () => number;
  readonly random: () => number;
}

/** The pace after failures: however often a dashboard refreshes, the store is not asked again before its time. */
export class Setback {
  #failures = 0;
  #until = Number.NEGATIVE_INFINITY;
  #error: StoreError | undefined;

  constructor(private readonly options: SetbackOptions) {}

  /** Why the store is not to be asked now. */
  get reason(): StoreError | undefined {
    return this.options.moment() < this.#until ? this.#error : undefined;
  }

  failed(error: StoreError): void {
    const first = error.retryable ? FIRST_WAIT_MS : FIRST_WAIT_FOR_SETTINGS_MS;
    const wait = Math.min(LAST_WAIT_MS, first * 2 ** this.#failures) * (1 - this.options.random() / 2);
    this.#failures++;
    this.#until = this.options.moment() + wait;
    this.#error = error;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#until = Number.NEGATIVE_INFINITY;
    this.#error = undefined;
  }
}
