import { message } from '../../src/contract/messages/message';
import type { FilterKey } from '../../src/contract/queries/filters';
import type { QueryOf } from '../../src/contract/query';
import type { Work } from '../lifetime/work';
import { assertSmall, compilePattern, type Pattern } from '../queues/patterns/match';
import { positionsOf } from '../queues/positions';
import { passing } from './filters';
import { saidError } from './notices/said-error';

/** The part of a query that selects queues. */
export type Patterns = Pick<QueryOf<'workers'>, 'queues' | 'exclude'> & Partial<Pick<QueryOf<'workers'>, 'filters'>>;

/** The known queues that a query selects. */
export interface Selection {
  readonly queues: readonly string[];
  /** Entries that match no known queue; shown in a notice. */
  readonly unknown: readonly string[];
}

/** What is selected, as errors name it: the fields with the patterns. */
export interface Selected {
  readonly include: string;
  readonly exclude: string;
  /** The ad hoc filters that are for them. */
  readonly filter: FilterKey;
}
const QUEUES: Selected = { include: 'queues', exclude: 'exclude', filter: 'queue' };

/** The compiled patterns of a query. */
export interface Selector {
  /** Entries that are plain names. */
  readonly names: readonly string[];
  /** @throws PluginError 400 if matching takes too long, as it can with a few expensive regular expressions */
  select(known: readonly string[]): Work<Selection>;
}

/** Characters times pattern steps that are matched between two yields: a millisecond at worst. */
const PART = 50_000;
/** Limit for matching in total, milliseconds. Realistic patterns need a tenth. */
const MOST_MS = 700;

/**
 * Checks a query's patterns. Does not hold the compiled patterns but looks them up when needed, because a live channel keeps its
 * selector for days.
 * @throws ContractError naming the entry
 */
export function compileSelector({ queues, exclude, filters = [] }: Patterns, selected = QUEUES, now = () => performance.now()): Selector {
  assertSmall({ [selected.include]: queues, [selected.exclude]: exclude });
  const patternsOf = (entries: readonly string[], field: string) =>
    entries.map((entry, i) => ({ entry, pattern: compilePattern(entry, `${field}[${i}]`) }));
  patternsOf(exclude, selected.exclude);
  const names = patternsOf(queues, selected.include).flatMap(({ entry, pattern }) => (pattern ? [] : entry));
  const passes = passing(filters, selected.filter);
  let last: { readonly of: readonly string[]; readonly selection: Selection } | undefined;

  function* select(known: readonly string[]): Work<Selection> {
    const all = positionsOf(known);
    const compare = comparing(known.length, now);
    const unknown: string[] = [];
    /** Holds only the selected queues, so that the others cost nothing. */
    const chosen = new Set(queues.length === 0 ? known : []);
    for (const { entry, pattern } of patternsOf(queues, selected.include)) {
      // A queue's own name selects it even if it looks like a pattern.
      let found = all.has(entry);
      if (found) chosen.add(entry);
      for (const queue of pattern ? known : []) {
        if (!pattern || (found && chosen.has(queue))) continue;
        if (compare.isDue(pattern, queue)) yield* compare.pause();
        if (!pattern.matches(queue)) continue;
        found = true;
        chosen.add(queue);
      }
      if (!found) unknown.push(entry);
    }
    for (const { entry, pattern } of patternsOf(exclude, selected.exclude)) {
      chosen.delete(entry);
      for (const queue of pattern ? chosen : []) {
        if (!pattern) continue;
        if (compare.isDue(pattern, queue)) yield* compare.pause();
        if (pattern.matches(queue)) chosen.delete(queue);
      }
    }
    const left = passes ? [...chosen].filter(passes) : [...chosen];
    return { queues: left.sort(), unknown };
  }

  return {
    names,
    *select(known) {
      // The list of known queues is the same object until the next discovery.
      if (last?.of !== known) last = { of: known, selection: yield* select(known) };
      return last.selection;
    },
  };
}

/** Counts the matching work, to yield in time and to stop when it takes too long. */
function comparing(names: number, now: () => number) {
  let compared = 0;
  let began = now();
  let spent = 0;
  return {
    isDue({ size }: Pattern, queue: string): boolean {
      compared += size * (queue.length + 4);
      return compared >= PART;
    },
    *pause(): Work<void> {
      compared = 0;
      spent += now() - began;
      if (spent > MOST_MS) {
        throw saidError(message('query.slowPatterns', { names, milliseconds: MOST_MS }), { status: 400 });
      }
      yield;
      began = now();
    },
  };
}
