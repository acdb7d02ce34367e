import type { Task } from './task';

/** More tasks than this do not run at a time on one broker; of more, the time counts when they end. */
const MOST = 20_000;

/**
 * Runs under way. The time that a run takes a slot of its worker counts as it passes, not when the run ends: an hour's task that ends
 * now did not take sixty slots this minute.
 */
export class UnderWay {
  readonly #tasks = new Set<Task>();

  get size(): number {
    return this.#tasks.size;
  }

  begin(task: Task, at: number): void {
    if (this.#tasks.size >= MOST) return;
    task.busyUntil = at;
    this.#tasks.add(task);
  }

  end(task: Task): void {
    this.#tasks.delete(task);
  }

  /** Passes on what was not counted yet, in seconds. @param until a moment */
  credit(until: number, add: (task: Task, seconds: number) => void): void {
    for (const task of this.#tasks) {
      const seconds = (until - (task.busyUntil ?? until)) / 1000;
      if (seconds <= 0) continue;
      task.busyUntil = until;
      task.busy += seconds;
      add(task, seconds);
    }
  }

  /** The worker is gone, or has started anew: what it had begun it never tells the end of. */
  dropWorker(worker: string): void {
    for (const task of this.#tasks) if (task.worker === worker) this.#tasks.delete(task);
  }

  /** Ends may be missed from now on. */
  clear(): void {
    this.#tasks.clear();
  }
}
