import type { QueueQuery } from '../../src/contract/query';
import { compileMatcher, isName, type Matcher } from '../queues/match';

/** Which of the known queues a query means. */
export interface Selection {
  readonly queues: readonly string[];
  /** Entries that name or match no known queue; worth a notice. */
  readonly unknown: readonly string[];
}

/** A query's patterns, compiled once. */
export interface Selector {
  select(known: readonly string[]): Selection;
}

/** @throws ContractError naming the entry */
export function compileSelector({ queues, exclude }: Pick<QueueQuery, 'queues' | 'exclude'>): Selector {
  const excluded = compileMatcher(exclude, 'exclude');
  const entries = queues.map((entry, i) => ({ entry, matches: compileMatcher([entry], `queues[${i}]`) }));
  const named = new Set(queues.filter(isName));
  const patterns: Matcher[] = entries.filter(({ entry }) => !isName(entry)).map(({ matches }) => matches);
  return {
    select(known) {
      const wanted = queues.length === 0 ? known : known.filter((q) => named.has(q) || patterns.some((p) => p(q)));
      const all = new Set(known);
      const unknown = entries.filter(({ entry, matches }) => (isName(entry) ? !all.has(entry) : !known.some(matches)));
      return { queues: wanted.filter((q) => !excluded(q)).sort(), unknown: unknown.map(({ entry }) => entry) };
    },
  };
}
