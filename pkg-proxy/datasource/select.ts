import type { QueueQuery } from '../../src/contract/query';
import { compileMatcher, compilePattern } from '../queues/match';
import { positionsOf } from '../queues/positions';

/** Which of the known queues a query means. */
export interface Selection {
  readonly queues: readonly string[];
  /** Entries that name or match no known queue; worth a notice. */
  readonly unknown: readonly string[];
}

/** A query's patterns, compiled once. */
export interface Selector {
  /** Entries that are a queue's name and no pattern. */
  readonly names: readonly string[];
  select(known: readonly string[]): Selection;
}

/** @throws ContractError naming the entry */
export function compileSelector({ queues, exclude }: Pick<QueueQuery, 'queues' | 'exclude'>): Selector {
  const excluded = compileMatcher(exclude, 'exclude');
  const entries = queues.map((entry, i) => ({ entry, matches: compilePattern(entry, `queues[${i}]`) }));
  // A queue is meant by its own name also when that looks like a pattern.
  const named = new Set(queues);
  const patterns = entries.flatMap(({ matches }) => matches ?? []);
  return {
    names: entries.filter(({ matches }) => !matches).map(({ entry }) => entry),
    select(known) {
      const all = positionsOf(known);
      let wanted = known;
      if (patterns.length > 0) wanted = known.filter((q) => named.has(q) || patterns.some((p) => p(q)));
      else if (named.size > 0) wanted = [...named].filter((q) => all.has(q)); // costs nothing for the queues not asked for
      const unknown = entries.filter(({ entry, matches }) => !all.has(entry) && !(matches && known.some(matches)));
      return { queues: wanted.filter((q) => !excluded(q)).sort(), unknown: unknown.map(({ entry }) => entry) };
    },
  };
}
