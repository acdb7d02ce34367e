import { withSignals } from '../../lifetime/linked';

/** Runs until its signal aborts. Never rejects. */
export type Companion = (signal: AbortSignal) => Promise<void>;

/** Tasks that run whenever their owner runs, in parallel: neither waits for the other. */
export class Companions {
  readonly #starts = new Set<(running: AbortSignal) => void>();
  #running: AbortSignal | undefined;

  /**
   * Runs `companion` whenever the owner runs, never twice at once. The returned function removes it and resolves when its last run
   * has ended.
   */
  add(companion: Companion): () => Promise<void> {
    const leaving = new AbortController();
    let ended = Promise.resolve();
    const start = (running: AbortSignal) => {
      ended = ended.then(() => withSignals([running, leaving.signal], (signal) => (signal.aborted ? undefined : companion(signal))));
    };
    this.#starts.add(start);
    if (this.#running && !this.#running.aborted) start(this.#running);
    return () => {
      this.#starts.delete(start);
      leaving.abort();
      return ended;
    };
  }

  /** @param running aborts when the owner stops */
  start(running: AbortSignal): void {
    this.#running = running;
    for (const start of this.#starts) start(running);
  }
}
