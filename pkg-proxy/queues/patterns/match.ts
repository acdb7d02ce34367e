import { LRUCache } from 'lru-cache';
import { RE2JSException, RE2Set } from 're2js';
import { compileGlob, isRegex } from '../../../src/contract/pattern';
import { ContractError, type Problem, show } from '../../../src/contract/problem';
import { sizeOf } from './regex-size';

export type Matcher = (queue: string) => boolean;

/** One glob or regular expression. */
export interface Pattern {
  readonly matches: Matcher;
  /** How many steps a character of a name takes at the most. */
  readonly size: number;
}

/** Regular expressions that belong together: those of one query, of one setting. Names and globs are not counted. */
const MOST_REGEXES = 50;
/** Steps that they may have together, with their repetitions written out. One that names a hundred queues has a thousand. */
const MOST_STEPS = 4000;
/** What one compiled regular expression may remember of the names it has seen, bytes. */
const MEMORY = 512 * 1024;
/** Regular expressions that stay compiled: with all they may remember, 32 MB. */
const MOST_COMPILED = 64;

/**
 * Compiles names, globs (`*`, `?`) and `/regular expressions/` into one matcher; an empty list matches nothing. A queue
 * whose name is written out matches also when the name holds `*` or slashes.
 *
 * Regular expressions run on RE2, in time linear in the name.
 * @param field where the list was written, for the error
 * @throws ContractError
 */
export function compileMatcher(patterns: readonly string[], field: string): Matcher {
  assertSmall({ [field]: patterns });
  const names = new Set(patterns);
  const tests = patterns.flatMap((pattern, i) => compilePattern(pattern, `${field}[${i}]`) ?? []);
  if (tests.length === 0) return (queue) => names.has(queue);
  return (queue) => names.has(queue) || tests.some(({ matches }) => matches(queue));
}

/**
 * Refuses, before anything is compiled, what would take too long: the time that a regular expression needs grows with the name
 * and with its own size when compiled, and of the latter its text shows nothing.
 * @param lists patterns that are used together, by the field where they were written
 * @throws ContractError
 */
export function assertSmall(lists: Readonly<Record<string, readonly string[]>>): void {
  let count = 0;
  let steps = 0;
  for (const [list, patterns] of Object.entries(lists)) {
    for (const [i, pattern] of patterns.entries()) {
      if (!isRegex(pattern)) continue;
      count++;
      const size = sizeOf(pattern.slice(1, -1));
      steps += size;
      const field = `${list}[${i}]`;
      if (size > MOST_STEPS) throw tooLarge(field, `a regular expression of at most ${MOST_STEPS} steps`, size, pattern);
      if (steps > MOST_STEPS) throw tooLarge(field, `regular expressions of at most ${MOST_STEPS} steps together`, steps, pattern);
      if (count > MOST_REGEXES)
        throw new ContractError([{ field: list, expected: `at most ${MOST_REGEXES} regular expressions`, got: 'more' }]);
    }
  }
}

function tooLarge(field: string, expected: string, size: number, pattern: string): ContractError {
  const problem: Problem = {
    field,
    expected: `${expected} when repetitions such as {0,1000} are written out`,
    got: `${size} with ${show(pattern)}`,
  };
  return new ContractError([problem]);
}

/** Whether an entry is a plain name: no glob, no regular expression. */
function isName(pattern: string): boolean {
  return !isRegex(pattern) && !/[*?]/.test(pattern);
}

/** Compiles one glob or regular expression, unless it still is; undefined for a plain name. @throws ContractError */
export function compilePattern(pattern: string, field: string): Pattern | undefined {
  if (isName(pattern)) return undefined;
  if (!isRegex(pattern)) return { matches: compileGlob(pattern), size: pattern.length };
  const source = pattern.slice(1, -1);
  try {
    const regex = compiled(source);
    return { matches: (queue) => regex.match(queue).length > 0, size: sizeOf(source) };
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    const expected = `a regular expression in RE2 syntax (${cause.message.split(': `', 1)[0]})`;
    throw new ContractError([{ field, expected, got: show(pattern) }]);
  }
}

/** By source. */
const known = new LRUCache<string, RE2Set>({ max: MOST_COMPILED });

/** A set of one: unlike RE2JS itself, a set has a limit for what it remembers. */
function compiled(source: string): RE2Set {
  const kept = known.get(source);
  if (kept) return kept;
  const regex = new RE2Set(RE2Set.UNANCHORED, 0, MEMORY);
  regex.add(source);
  regex.compile();
  known.set(source, regex);
  return regex;
}
