import type { NewEvent } from './event';
import { duration, tasksWaiting } from './words';

/** A queue that never held this many, nor stood for so many samples, has nothing to tell when it is empty. */
const DRAINED_TASKS = 10;
const DRAINED_SAMPLES = 3;

/** Notices queues that come into being, after the start. */
export class Appearances {
  #names: ReadonlySet<string> | undefined;

  /** Those of the names that are new since the last call; none of them at the first. */
  see(names: ReadonlySet<string>): Set<string> {
    const before = this.#names;
    this.#names = names;
    return new Set(before ? [...names].filter((name) => !before.has(name)) : []);
  }
}

/** What is told of a queue that came into being. */
export function appearedEvent(queue: string, waiting: number, at: number): NewEvent {
  const text = Number.isNaN(waiting) ? 'It cannot be read.' : `${tasksWaiting(waiting)}.`;
  return { at, kind: 'appeared', queue, severity: 'info', title: `${queue} appeared`, text };
}

/** Notices queues that held many tasks, or more than their warning, for a while and are empty now. */
export class Drains {
  readonly #standing = new Map<string, { readonly since: number; peak: number; samples: number }>();

  /**
   * @param warning the queue's threshold, if it has one
   * @param when the time of day, epoch milliseconds, and the same moment by the clock that nobody sets
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
