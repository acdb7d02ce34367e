import { compileMatcher } from '../patterns/match';
import type { Worker } from './worker';

/** Says how many tasks a worker can run at a time; NaN when that is not known. */
export type SlotsOf = (worker: Worker) => number;

/**
 * @param mapping slots by worker name; names may be globs or `/regular expressions/`. The first that matches counts, before what the worker says.
 * @throws ContractError naming the entry
 */
export function compileSlotsOf(mapping: Readonly<Record<string, number>>): SlotsOf {
  const entries = Object.entries(mapping).map(([name, slots]) => ({
    matches: compileMatcher([name], 'jsonData.workerConcurrency'),
    slots,
  }));
  const byHand = new WeakMap<Worker, number>();
  return (worker) => {
    let slots = byHand.get(worker);
    if (slots === undefined) {
      slots = entries.find(({ matches }) => matches(worker.name))?.slots ?? Number.NaN;
      byHand.set(worker, slots);
    }
    return Number.isNaN(slots) ? worker.pool : slots;
  };
}
