import { OTHER } from './other';
import type { LeftOut } from './roster';

const HOUR_MS = 3_600_000;
/** What is left of a task's runs in the order after an hour: half of it after seven. */
const KEPT_AN_HOUR = 0.9;
const NAMES_SHOWN = 20;

interface Entry {
  /** Runs, those of hours ago less. */
  runs: number;
  /** The last minute with a run, epoch milliseconds. */
  ranAt: number;
}

/**
 * Which tasks have metrics of their own: those with the most runs. Places are given anew only when an hour begins, since stores charge a
 * metric by the hour; within it a free place goes to the next with the most runs. Who ran nothing for an hour loses it.
 */
export class TaskRoster {
  readonly #entries = new Map<string, Entry>();
  #places = new Set<string>();
  /** Number of the hour in which places were last given. */
  #hour = Number.NaN;

  constructor(private readonly places: number) {}

  /** Takes note of a minute, then knows who `has` a place. @param ended runs by name of the task */
  see(at: number, ended: ReadonlyMap<string, number>): void {
    const hour = Math.floor(at / HOUR_MS);
    if (hour !== this.#hour) {
      for (const [task, entry] of this.#entries) {
        entry.runs *= KEPT_AN_HOUR;
        if (at - entry.ranAt > HOUR_MS) this.#entries.delete(task);
      }
    }
    for (const [task, runs] of ended) {
      if (task === '' || task === OTHER) continue; // these are the rest
      const entry = this.#entries.get(task) ?? { runs: 0, ranAt: at };
      this.#entries.set(task, entry);
      entry.runs += runs;
      entry.ranAt = at;
    }
    if (hour !== this.#hour) this.#places = new Set();
    this.#hour = hour;
    if (this.#places.size < this.places && this.#places.size < this.#entries.size) this.#fill();
  }

  has(task: string): boolean {
    return this.#places.has(task);
  }

  get names(): Iterable<string> {
    return this.#places;
  }

  get size(): number {
    return this.#places.size;
  }

  /** Tasks that have or want a place. */
  get known(): number {
    return this.#entries.size;
  }

  get leftOut(): LeftOut {
    const names = [...this.#entries.keys()].filter((task) => !this.#places.has(task));
    return { count: names.length, names: names.slice(0, NAMES_SHOWN) };
  }

  #fill(): void {
    const waiting = [...this.#entries].filter(([task]) => !this.#places.has(task)).sort(([, a], [, b]) => b.runs - a.runs);
    for (const [task] of waiting.slice(0, this.places - this.#places.size)) this.#places.add(task);
  }
}
