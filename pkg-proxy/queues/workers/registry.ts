import type { WorkerEvent } from '../ports/worker-feed';
import { Worker } from './worker';

/** More workers than this on one broker are a mistake, or names that change with every start. */
const MAX_WORKERS = 5000;
/** A worker that is gone is shown for a day, so that this morning one sees what went last night. */
const FORGET_MS = 24 * 3600_000;
/** Where there is no more room, room is looked for this often. */
const ROOM_MS = 1000;

/** The workers that were heard of within a day, bounded in number. */
export class WorkerRegistry {
  readonly #workers = new Map<string, Worker>();
  #roomAt = Number.NEGATIVE_INFINITY;
  /** Signs of life of workers that had no room. */
  leftOut = 0;
  /** Counts what was heard, so that what was made of it can be kept until there is more. */
  version = 0;

  all(): Iterable<Worker> {
    return this.#workers.values();
  }
  get(name: string): Worker | undefined {
    return this.#workers.get(name);
  }

  /** @param at a moment, here and below */
  heard(event: WorkerEvent, at: number): Worker | undefined {
    this.version++;
    const worker = this.#worker(event.worker, at);
    worker?.heard(event, at);
    return worker;
  }

  /** @param every seconds between two times of asking, which stands in for the heartbeats of a worker that has none */
  answered(name: string, queues: readonly string[], at: number, every: number): void {
    this.version++;
    this.#worker(name, at, every)?.answered(queues, at);
  }

  #worker(name: string, at: number, freq?: number): Worker | undefined {
    const known = this.#workers.get(name);
    if (known) return known;
    this.#makeRoom(at);
    if (this.#workers.size >= MAX_WORKERS) {
      this.leftOut++;
      return undefined;
    }
    const worker = new Worker(name, at, freq);
    this.#workers.set(name, worker);
    return worker;
  }

  /** Drops who was not heard of for a day. */
  forget(at: number): void {
    for (const worker of this.#workers.values()) if (at - worker.heardAt > FORGET_MS) this.#workers.delete(worker.name);
  }

  /** Drops, of those that are gone, a tenth: the ones silent longest. */
  #makeRoom(at: number): void {
    if (this.#workers.size < MAX_WORKERS || at - this.#roomAt < ROOM_MS) return;
    this.#roomAt = at;
    const gone = [...this.#workers.values()].filter((worker) => worker.state(at, Number.NEGATIVE_INFINITY) === 'gone');
    for (const worker of gone.sort((a, b) => a.heardAt - b.heardAt).slice(0, MAX_WORKERS / 10)) this.#workers.delete(worker.name);
  }
}
