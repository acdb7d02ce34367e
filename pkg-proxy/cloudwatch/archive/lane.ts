import { withSignal } from '../connection';

interface Asker<T> {
  readonly item: T;
  readonly signal: AbortSignal;
  readonly served: (turn: Promise<void>) => void;
}

/**
 * Does one piece of work at a time. Callers that arrive meanwhile are served together by the next one. If a caller leaves, the
 * running work continues for the others and for the cache.
 */
export class Lane<T> {
  #waiting: Asker<T>[] = [];
  #busy = false;

  constructor(private readonly serve: (items: readonly T[]) => Promise<void>) {}

  get idle(): boolean {
    return !this.#busy;
  }

  /** Settles like the work that served the item. Rejects with a StoreError if the signal aborts first. */
  ask(item: T, signal: AbortSignal): Promise<void> {
    const asked = new Promise<void>((served) => {
      this.#waiting.push({ item, signal, served });
    });
    if (!this.#busy) void this.#run();
    return withSignal(asked, signal);
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const askers = this.#waiting.filter(({ signal }) => !signal.aborted);
      this.#waiting = [];
      if (askers.length === 0) continue;
      const turn = this.serve(askers.map(({ item }) => item));
      for (const { served } of askers) served(turn);
      await turn.catch(() => undefined); // the askers hear of it
    }
    this.#busy = false;
  }
}
