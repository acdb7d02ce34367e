import { rest } from '../../lifetime/rest';
import { Demand } from './demand';

/** What a clock drives. Nothing here rejects. */
export interface Pulse {
  /** The first one after a start. Those who asked wait for it. */
  first(signal: AbortSignal): Promise<void>;
  next(signal: AbortSignal): Promise<void>;
  /** Milliseconds until the next one. */
  readonly everyMs: number;
  /** It starts. @param running aborts when it stops */
  started(running: AbortSignal): void;
  /** It has stopped because nobody has asked for a day. */
  rested(): void;
}

interface Run {
  readonly abort: AbortController;
  /** Resolves with the first pulse of this run, or of the one that replaced it. */
  readonly first: Promise<void>;
}

/**
 * Drives one pulse on one clock, whoever asks. It starts with the first request, never overlaps itself, and rests when nobody has
 * asked for a day and nobody holds it.
 */
export class SamplingClock {
  #running: Run | undefined;
  /** Ends with the last run: the next one waits for it, so that no two read at a time. */
  #ended: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #demand = new Demand();

  constructor(private readonly pulse: Pulse) {}

  /** Notes a request and starts if needed. Resolves with the first pulse of the run. */
  asked(): Promise<void> {
    this.#demand.ask();
    return this.#start();
  }

  /** Keeps it going without requests until the returned function is called. */
  hold(): () => void {
    const letGo = this.#demand.hold();
    void this.#start();
    return letGo;
  }

  /** Makes a change while nothing runs, and goes on at once if something did. */
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
      // Who waits for a run that was replaced waits for the one in its place.
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
    // Times are taken from the clock that nobody sets: a step of the other one must not stop the sampling.
    let due = performance.now();
    while (!signal.aborted) {
      // Ticks that went by while a read was slow are left out, not caught up with.
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
