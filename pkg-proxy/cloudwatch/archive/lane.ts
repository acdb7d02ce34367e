import { StoreError } from '../../queues/ports/metric-store';

interface Asker<T> {
  readonly item: T;
  readonly signal: AbortSignal;
  readonly done: (error?: unknown) => void;
}

/**
 * One piece of work at a time. Whoever asks meanwhile is served by the next, all together. An asker may leave: the work
 * under way goes on for the others, and for the cache.
 */
export class Lane<T> {
  #waiting: Asker<T>[] = [];
  #busy = false;

  constructor(private readonly serve: (items: readonly T[]) => Promise<void>) {}

  get idle(): boolean {
    return !this.#busy;
  }

  /** Settles as the work does that served the item; with a StoreError when the signal aborts first. */
  ask(item: T, signal: AbortSignal): Promise<void> {
    const asked = new Promise<void>((resolve, reject) => {
      const leave = () => done(new StoreError('CloudWatch did not answer in time.', true));
      const done = (error?: unknown) => {
        signal.removeEventListener('abort', leave);
        if (error === undefined) resolve();
        else reject(error);
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push({ item, signal, done });
    });
    if (!this.#busy) void this.#run();
    return asked;
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const askers = this.#waiting.filter(({ signal }) => !signal.aborted);
      this.#waiting = [];
      if (askers.length === 0) continue;
      const error = await this.serve(askers.map(({ item }) => item)).then(
        () => undefined,
        (cause: unknown) => cause ?? new Error('failed'),
      );
      for (const { done } of askers) done(error);
    }
    this.#busy = false;
  }
}
