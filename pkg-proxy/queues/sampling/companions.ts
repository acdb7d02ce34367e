/** Goes on until its signal aborts, and never rejects. */
export type Companion = (signal: AbortSignal) => Promise<void>;

/** What runs whenever something else runs, beside it: neither waits for the other. */
export class Companions {
  readonly #starts = new Set<(running: AbortSignal) => void>();
  #running: AbortSignal | undefined;

  /**
   * Runs the companion now, if all is running, and at every start, one run at a time, until the returned function is called;
   * what that returns resolves when the last run has ended.
   */
  add(companion: Companion): () => Promise<void> {
    const leaving = new AbortController();
    let ended = Promise.resolve();
    const start = (running: AbortSignal) => {
      const ending = new AbortController();
      const end = () => ending.abort();
      const signals = [running, leaving.signal];
      for (const signal of signals) signal.addEventListener('abort', end, { once: true });
      ended = ended
        .then(() => (signals.some((signal) => signal.aborted) ? undefined : companion(ending.signal)))
        .finally(() => {
          for (const signal of signals) signal.removeEventListener('abort', end);
        });
    };
    this.#starts.add(start);
    if (this.#running && !this.#running.aborted) start(this.#running);
    return () => {
      this.#starts.delete(start);
      leaving.abort();
      return ended;
    };
  }

  /** @param running aborts when all is to rest */
  start(running: AbortSignal): void {
    this.#running = running;
    for (const start of this.#starts) start(running);
  }
}
