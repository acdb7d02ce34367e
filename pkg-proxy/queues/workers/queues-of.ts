import { compileMatcher } from '../patterns/match';
import type { Worker } from './worker';

/** Which queues a worker consumes, and who says so. */
export interface ServedQueues {
  readonly queues: readonly string[];
  /** `settings`: a person. `asked`: the worker itself. `name`: a guess, by the custom of one queue a service. */
  readonly by: 'settings' | 'asked' | 'name';
}

/** Celery's default: a worker of this name was not named after what it consumes. */
const DEFAULT_SERVICE = 'celery';

/** What a worker answered is believed for so long: it is asked every minute, and queues can be added and cancelled. Milliseconds. */
const BELIEVED_MS = 5 * 60_000;

/** Says which queues a worker consumes; undefined when that is not known. */
export type QueuesOf = (worker: Worker, now: number) => ServedQueues | undefined;

/**
 * @param mapping queues by worker name; names may be globs or `/regular expressions/`. All that match count.
 * @param isQueue whether a queue of that name is known
 * @throws ContractError naming the entry
 */
export function compileQueuesOf(mapping: Readonly<Record<string, readonly string[]>>, isQueue: (name: string) => boolean): QueuesOf {
  const entries = Object.entries(mapping).map(([name, queues]) => ({ matches: compileMatcher([name], 'jsonData.workerQueues'), queues }));
  const mapped = new WeakMap<Worker, ServedQueues | null>();
  return (worker, now) => {
    let byHand = mapped.get(worker);
    if (byHand === undefined) {
      const matching = entries.filter(({ matches }) => matches(worker.name));
      byHand = matching.length === 0 ? null : { queues: [...new Set(matching.flatMap(({ queues }) => queues))], by: 'settings' };
      mapped.set(worker, byHand);
    }
    if (byHand) return byHand;
    if (worker.asked && now - worker.asked.at < BELIEVED_MS) return { queues: worker.asked.queues, by: 'asked' };
    const { service } = worker;
    return service !== DEFAULT_SERVICE && isQueue(service) ? { queues: [service], by: 'name' } : undefined;
  };
}
