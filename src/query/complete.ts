import type { QueueEntry } from '../contract/resources';
import { isOpenPattern, matchesPattern } from './queue-pattern';

export interface Completion {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

/** As many as a person reads; a list of 5,000 would be slow to draw. */
const SHOWN = 200;

/**
 * Completions for the typed text: queues whose name contains it (or matches it, if it is a glob or a `/regex/`), closest
 * first, then variables.
 */
export function complete(typed: string, queues: readonly QueueEntry[], variables: readonly string[]): Completion[] {
  const text = typed.trim().toLowerCase();
  const fits = (name: string) => name.toLowerCase().includes(text) || (isOpenPattern(typed) && matchesPattern(typed.trim(), name));
  const distance = (name: string) => (name.toLowerCase() === text ? 0 : name.toLowerCase().startsWith(text) ? 1 : 2);
  const named = queues.filter(({ name }) => fits(name)).sort((a, b) => distance(a.name) - distance(b.name));
  return [
    ...named.slice(0, SHOWN).map(({ name, waiting }) => ({
      value: name,
      label: name,
      ...(waiting === null ? {} : { description: `${waiting} waiting` }),
    })),
    ...variables
      .map((name) => `$${name}`)
      .filter((name) => name.toLowerCase().includes(text))
      .map((name) => ({ value: name, label: name, description: 'Dashboard variable' })),
  ];
}
