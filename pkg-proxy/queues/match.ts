import { RE2JS, RE2JSException } from 're2js';
import { ContractError, show } from '../../src/contract/problem';

export type Matcher = (queue: string) => boolean;

/**
 * Compiles names, globs (`*`, `?`) and `/regular expressions/` into one matcher; an empty list matches nothing. A queue
 * whose name is written out matches also when the name holds `*` or slashes.
 *
 * Regular expressions run on RE2, in time linear in the name. Those that would be dangerous in a backtracking engine are
 * refused all the same: the same text is likely to be pasted into one.
 * @param field where the list was written, for the error
 * @throws ContractError
 */
export function compileMatcher(patterns: readonly string[], field: string): Matcher {
  const names = new Set(patterns);
  const tests = patterns.map((pattern, i) => compilePattern(pattern, `${field}[${i}]`)).filter((t) => t !== undefined);
  if (tests.length === 0) return (queue) => names.has(queue);
  return (queue) => names.has(queue) || tests.some((test) => test(queue));
}

/** Whether an entry is a plain name: no glob, no regular expression. */
function isName(pattern: string): boolean {
  return !isRegex(pattern) && !/[*?]/.test(pattern);
}

function isRegex(pattern: string): boolean {
  return pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/');
}

/** Compiles one glob or regular expression; undefined for a plain name. @throws ContractError */
export function compilePattern(pattern: string, field: string): Matcher | undefined {
  if (isName(pattern)) return undefined;
  if (!isRegex(pattern)) {
    const glob = RE2JS.compile(
      pattern
        .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.'),
      RE2JS.DOTALL,
    );
    return (queue) => glob.matches(queue);
  }
  const source = pattern.slice(1, -1);
  const got = show(pattern);
  let regex: RE2JS;
  try {
    regex = RE2JS.compile(source);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    throw new ContractError([{ field, expected: `a regular expression in RE2 syntax (${cause.message.split(': `', 1)[0]})`, got }]);
  }
  if (nestsRepetition(source)) {
    throw new ContractError([{ field, expected: 'a regular expression without an endless repetition inside another, such as (a+)+', got }]);
  }
  return (queue) => regex.test(queue);
}

/** Escapes, character classes, what repeats without end, groups, and any other character. */
const TOKENS = /\\.|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]|\{\d+,\}|./gs;

/** Whether a group that holds an endless repetition is itself repeated without end. The expression must be valid. */
function nestsRepetition(source: string): boolean {
  const groups = [false];
  let closed = false;
  for (const [token] of source.matchAll(TOKENS)) {
    const endless = token === '*' || token === '+' || token.endsWith(',}');
    if (endless && closed) return true;
    if (token === '(') groups.push(false);
    closed = token === ')' && groups.pop() === true;
    if (endless || closed) groups[groups.length - 1] = true;
  }
  return false;
}
