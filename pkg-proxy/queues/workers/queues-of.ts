import { compileMatcher } from '../patterns/match';
import type { Worker } from './worker';

/** Which queues a worker consumes, and the source of that information. */
export interface ServedQueues {
  readonly queues: readonly string[];
  /** `settings`: configured. `asked`: the worker's own reply. `name`: a guess from its name, by the custom of one queue per service. */
  readonly by: 'settings' | 'asked' | 'name';
}

/** Celery's default name, which says nothing about the queues of the worker. */
const DEFAULT_SERVICE = 'celery';

/** How long a worker's reply is trusted: it is asked every minute, and its queues can change at run time. Milliseconds. */
const BELIEVED_MS = 5 * 60_000;

/** Returns the queues that a worker consumes; undefined if unknown. */
export type QueuesOf = (worker: Worker, now: number) => ServedQueues | undefined;

/**
 * @param mapping queues by worker name; names may be globs or `/regular expressions/`. All matching entries count.
 * @param isQueue whether a queue of this name is known
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
