import { LRUCache } from 'lru-cache';
import { RE2JSException, RE2Set } from 're2js';
import { compileGlob, isRegex } from '../../../src/contract/pattern';
import { ContractError, type Problem, show } from '../../../src/contract/problem';
import { sizeOf } from './regex-size';

export type Matcher = (queue: string) => boolean;

/** One glob or regular expression. */
export interface Pattern {
  readonly matches: Matcher;
  /** Maximum number of steps per character of a name. */
  readonly size: number;
}

/** Maximum number of regular expressions in one query or one setting. Names and globs are not counted. */
const MOST_REGEXES = 50;
/** Steps that they may have together, with repetitions written out. An expression that names a hundred queues has a thousand. */
const MOST_STEPS = 4000;
/** Cache of one compiled regular expression for the names it has seen, bytes. */
const MEMORY = 512 * 1024;
/** Regular expressions that stay compiled: 32 MB with full caches. */
const MOST_COMPILED = 64;

/**
 * Compiles names, globs (`*`, `?`) and `/regular expressions/` into one matcher; an empty list matches nothing. A literal name
 * matches even if it contains `*` or slashes.
 *
 * Regular expressions run on RE2, in time linear in the length of the name.
 * @param field the name of the setting or field, for the error
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
 * Refuses expressions that would take too long, before anything is compiled. The time of a match grows with the name and with the
 * compiled size of the expression, which its text does not show.
 * @param lists patterns that are used together, by field name
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

/** Compiles one glob or regular expression, or takes it from the cache; undefined for a plain name. @throws ContractError */
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

/** Cache by source. */
const known = new LRUCache<string, RE2Set>({ max: MOST_COMPILED });

/** A set of one expression: unlike a plain RE2JS, a set has a memory limit for its cache. */
function compiled(source: string): RE2Set {
  const kept = known.get(source);
  if (kept) return kept;
  const regex = new RE2Set(RE2Set.UNANCHORED, 0, MEMORY);
  regex.add(source);
  regex.compile();
  known.set(source, regex);
  return regex;
}
