import type { NewEvent } from './event';
import { duration, tasksWaiting } from './words';

/** A `drained` event needs a queue that held at least this many tasks and was not empty for this many samples. */
const DRAINED_TASKS = 10;
const DRAINED_SAMPLES = 3;

/** Detects queues that appear after the start. */
export class Appearances {
  #names: ReadonlySet<string> | undefined;

  /** The names that are new since the last call; none at the first call. */
  see(names: ReadonlySet<string>): Set<string> {
    const before = this.#names;
    this.#names = names;
    return new Set(before ? [...names].filter((name) => !before.has(name)) : []);
  }
}

/** The event for a queue that appeared. */
export function appearedEvent(queue: string, waiting: number, at: number): NewEvent {
  const text = Number.isNaN(waiting) ? 'It cannot be read.' : `${tasksWaiting(waiting)}.`;
  return { at, kind: 'appeared', queue, severity: 'info', title: `${queue} appeared`, text };
}

/** Detects queues that are empty now and held many tasks, or reached their warning threshold, for a while. */
export class Drains {
  readonly #standing = new Map<string, { readonly since: number; peak: number; samples: number }>();

  /**
   * @param warning the queue's warning threshold, if it has one
   * @param when epoch milliseconds, and the same time by the monotonic clock
   */
  see(
    queue: string,
    waiting: number,
    warning: number | undefined,
    { at, moment }: { readonly at: number; readonly moment: number },
  ): NewEvent | undefined {
    if (Number.isNaN(waiting)) return undefined;
    const standing = this.#standing.get(queue);
    if (waiting > 0) {
      if (standing) {
        standing.peak = Math.max(standing.peak, waiting);
        standing.samples++;
      } else this.#standing.set(queue, { since: moment, peak: waiting, samples: 1 });
      return undefined;
    }
    if (!standing) return undefined;
    this.#standing.delete(queue);
    if (standing.samples < DRAINED_SAMPLES || standing.peak < Math.min(warning ?? DRAINED_TASKS, DRAINED_TASKS)) return undefined;
    const text = `It held up to ${standing.peak} tasks and was not empty for ${duration(moment - standing.since)}.`;
    return { at, kind: 'drained', queue, severity: 'info', title: `${queue} is empty`, text };
  }

  forget(keep: (queue: string) => boolean): void {
    for (const queue of this.#standing.keys()) if (!keep(queue)) this.#standing.delete(queue);
  }
}
