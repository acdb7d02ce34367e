/** Milliseconds to wait after the first failure, twice as long after each further one, and never longer than `mostMs`. */
export interface Pace {
  readonly firstMs: number;
  readonly mostMs: number;
}

export interface BackOffOptions<E> {
  /** The pace by error: a problem that a person must fix needs longer waits. */
  readonly pace: (error: E) => Pace;
  /** The monotonic clock, milliseconds. Default: `performance.now`. */
  readonly moment?: (() => number) | undefined;
  /** 0 to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Exponential back-off. Each wait is shortened by up to half at random, so that not everything retries at the same time. */
export class BackOff<E> {
  #failures = 0;
  #until = Number.NEGATIVE_INFINITY;
  #error: E | undefined;
  readonly #moment: () => number;
  readonly #random: () => number;

  constructor(private readonly options: BackOffOptions<E>) {
    this.#moment = options.moment ?? (() => performance.now());
    this.#random = options.random ?? Math.random;
  }

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** The last error; undefined after a success. */
  get error(): E | undefined {
    return this.#error;
  }

  /** Why it must not be tried now; undefined if it may be. */
  get reason(): E | undefined {
    return this.#moment() < this.#until ? this.#error : undefined;
  }

  /** @returns milliseconds to wait before the next attempt */
  failed(error: E): number {
    const { firstMs, mostMs } = this.options.pace(error);
    const wait = Math.min(mostMs, firstMs * 2 ** this.#failures) * (1 - this.#random() / 2);
    this.#failures++;
    this.#until = this.#moment() + wait;
    this.#error = error;
    return wait;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#until = Number.NEGATIVE_INFINITY;
    this.#error = undefined;
  }
}
