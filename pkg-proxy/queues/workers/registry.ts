import type { WorkerEvent } from '../ports/worker-feed';
import { Worker } from './worker';

/** More workers than this on one broker are a mistake, or their names change with every start. */
const MAX_WORKERS = 5000;
/** A worker that is gone is shown for a day, so that last night's losses are visible in the morning. */
const FORGET_MS = 24 * 3600_000;
/** When the registry is full, it looks for room at most this often. */
const ROOM_MS = 1000;

/** The workers seen in the last day, up to a limit. */
export class WorkerRegistry {
  readonly #workers = new Map<string, Worker>();
  #roomAt = Number.NEGATIVE_INFINITY;
  /** Events of workers that had no room. */
  leftOut = 0;
  /** Changes with every event, so that derived results can be cached until then. */
  version = 0;

  all(): Iterable<Worker> {
    return this.#workers.values();
  }
  get(name: string): Worker | undefined {
    return this.#workers.get(name);
  }

  /** @param at monotonic milliseconds, here and below */
  heard(event: WorkerEvent, at: number): Worker | undefined {
    this.version++;
    const worker = this.#worker(event.worker, at);
    worker?.heard(event, at);
    return worker;
  }

  /** @param every seconds between two requests; used as the heartbeat interval of a worker that sends no heartbeats */
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

  /** Drops workers that were not seen for a day. */
  forget(at: number): void {
    for (const worker of this.#workers.values()) if (at - worker.heardAt > FORGET_MS) this.#workers.delete(worker.name);
  }

  /** Drops workers that are gone, up to a tenth of the limit; the longest silent go first. */
  #makeRoom(at: number): void {
    if (this.#workers.size < MAX_WORKERS || at - this.#roomAt < ROOM_MS) return;
    this.#roomAt = at;
    const gone = [...this.#workers.values()].filter((worker) => worker.state(at, Number.NEGATIVE_INFINITY) === 'gone');
    for (const worker of gone.sort((a, b) => a.heardAt - b.heardAt).slice(0, MAX_WORKERS / 10)) this.#workers.delete(worker.name);
  }
}
