import { rest } from '../../lifetime/rest';
import { Demand } from './demand';

/** What a clock drives. Nothing here rejects. */
export interface Pulse {
  /** The first pulse after a start. Requests wait for it. */
  first(signal: AbortSignal): Promise<void>;
  next(signal: AbortSignal): Promise<void>;
  /** Milliseconds until the next pulse. */
  readonly everyMs: number;
  /** Called at the start. @param running aborts when it stops */
  started(running: AbortSignal): void;
  /** Called when it has stopped after a day without requests. */
  rested(): void;
}

interface Run {
  readonly abort: AbortController;
  /** Resolves with the first pulse of this run, or of the one that replaced it. */
  readonly first: Promise<void>;
}

/**
 * Drives one pulse on one clock, whoever asks. It starts with the first request, never overlaps itself, and stops after a day
 * without requests unless somebody holds it.
 */
export class SamplingClock {
  #running: Run | undefined;
  /** Resolves when the last run has ended. The next run waits for it, so that two never read at the same time. */
  #ended: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #demand = new Demand();

  constructor(private readonly pulse: Pulse) {}

  /** Records a request and starts if needed. Resolves with the first pulse of the run. */
  asked(): Promise<void> {
    this.#demand.ask();
    return this.#start();
  }

  /** Keeps it running without requests until the returned function is called. */
  hold(): () => void {
    const letGo = this.#demand.hold();
    void this.#start();
    return letGo;
  }

  /** Stops, makes the change, and starts again at once if it was running. */
  restart(change: () => void): void {
    const wasRunning = this.#running !== undefined;
    this.#stop();
    change();
    if (wasRunning) void this.#start();
  }

  /** Stops for good. */
  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #start(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    if (!this.#running) {
      const abort = new AbortController();
      let resolveFirst: (next?: Promise<void>) => void = () => {};
      const first = new Promise<void>((resolve) => {
        resolveFirst = resolve;
      });
      const run = { abort, first };
      // Whoever waits for a replaced run waits for its replacement instead.
      const pulsed = () => resolveFirst(this.#running === run ? undefined : this.#running?.first);
      this.#running = run;
      this.#ended = this.#ended.then(() => this.#run(abort.signal, pulsed)).finally(pulsed);
      this.pulse.started(abort.signal);
    }
    return this.#running.first;
  }

  #stop(): void {
    this.#running?.abort.abort();
    this.#running = undefined;
  }

  async #run(signal: AbortSignal, pulsed: () => void): Promise<void> {
    if (signal.aborted) return;
    await this.pulse.first(signal);
    pulsed();
    // The monotonic clock: a step of the system clock must not stop the sampling.
    let due = performance.now();
    while (!signal.aborted) {
      // Ticks that were missed during a slow read are skipped.
      due = Math.max(due + this.pulse.everyMs, performance.now());
      if (!(await rest(due - performance.now(), signal))) break;
      if (this.#demand.idle) {
        this.#stop();
        this.pulse.rested();
        break;
      }
      await this.pulse.next(signal);
    }
  }
}
