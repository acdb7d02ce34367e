import { PluginError } from 'grafana-node-datasource-runtime';
import type { QueryOf } from '../../src/contract/query';
import type { Work } from '../lifetime/work';
import { assertSmall, compilePattern, type Pattern } from '../queues/patterns/match';
import { positionsOf } from '../queues/positions';

/** What of a query says which queues it means. */
export type Patterns = Pick<QueryOf<'workers'>, 'queues' | 'exclude'>;

/** Which of the known queues a query means. */
export interface Selection {
  readonly queues: readonly string[];
  /** Entries that name or match no known queue; worth a notice. */
  readonly unknown: readonly string[];
}

/** What is selected, for errors: the fields that the patterns are of, and what they are compared with. */
export interface Selected {
  readonly include: string;
  readonly exclude: string;
  readonly names: string;
}
const QUEUES: Selected = { include: 'queues', exclude: 'exclude', names: 'queue names' };

/** What a query's patterns say. */
export interface Selector {
  /** Entries that are a name and no pattern. */
  readonly names: readonly string[];
  /** @throws PluginError 400 when that takes too long, as a few regular expressions do that no name satisfies quickly */
  select(known: readonly string[]): Work<Selection>;
}

/** Characters times steps of a pattern that are compared in a part of the work: a millisecond at the worst. */
const PART = 50_000;
/** Milliseconds of work that comparing may take in all; patterns that people write need a tenth. */
const MOST_MS = 700;

/**
 * Checks a query's patterns. What they compile to is not held here but found again when it is needed: a live channel keeps its
 * selector for days.
 * @throws ContractError naming the entry
 */
export function compileSelector({ queues, exclude }: Patterns, selected = QUEUES, now = () => performance.now()): Selector {
  assertSmall({ [selected.include]: queues, [selected.exclude]: exclude });
  const patternsOf = (entries: readonly string[], field: string) =>
    entries.map((entry, i) => ({ entry, pattern: compilePattern(entry, `${field}[${i}]`) }));
  patternsOf(exclude, selected.exclude);
  const names = patternsOf(queues, selected.include).flatMap(({ entry, pattern }) => (pattern ? [] : entry));
  let last: { readonly of: readonly string[]; readonly selection: Selection } | undefined;

  function* select(known: readonly string[]): Work<Selection> {
    const all = positionsOf(known);
    const compare = comparing(`${known.length} ${selected.names}`, now);
    const unknown: string[] = [];
    /** Costs nothing for the queues that are not asked for. */
    const chosen = new Set(queues.length === 0 ? known : []);
    for (const { entry, pattern } of patternsOf(queues, selected.include)) {
      // A queue is meant by its own name also when that looks like a pattern.
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
    return { queues: [...chosen].sort(), unknown };
  }

  return {
    names,
    *select(known) {
      // The list of known queues stays the same from one discovery to the next.
      if (last?.of !== known) last = { of: known, selection: yield* select(known) };
      return last.selection;
    },
  };
}

/** Counts what is compared, so that it pauses in time and ends when it has taken too long. */
function comparing(known: string, now: () => number) {
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
        throw new PluginError(
          `expected patterns that can be compared with ${known} within ${MOST_MS} ms, and these cannot. Use fewer regular expressions, or without repetitions such as .{0,100}.`,
          { status: 400 },
        );
      }
      yield;
      began = now();
    },
  };
}
