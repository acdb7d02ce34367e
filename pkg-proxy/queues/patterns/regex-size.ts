/** Quoted text, escapes, character classes, counted repetitions, and any other character. */
const TOKENS = /\\Q[\s\S]*?(?:\\E|$)|\\x\{[0-9A-Fa-f]*\}|\\[pP]\{[^}]*\}|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|./gsu;

/** Steps that every program has. */
const LEAST = 4;

/**
 * How many steps a regular expression has once compiled, with repetitions written out: `(ab){1000}` has 4,000. RE2's time and
 * memory grow with this number, and the text does not show it. Counted without compiling; an upper estimate.
 * @param source may still be invalid for RE2
 */
export function sizeOf(source: string): number {
  /** For each open group, outermost first: the size of what precedes it. */
  const before: number[] = [];
  let sequence = 0;
  /** Size of the last element, which a following repetition repeats. */
  let last = 0;
  for (const [token] of source.matchAll(TOKENS)) {
    if (token === '(') {
      before.push(sequence + last);
      sequence = 0;
      last = 0;
    } else if (token === ')') {
      last += sequence + 2;
      sequence = before.pop() ?? 0;
    } else if (token === '*' || token === '+' || token === '?') last += 2;
    else if (token.length > 2 && token.startsWith('{')) last = timesOf(token) * (last + 1) + 2;
    else {
      sequence += last;
      // An alternative takes one step to branch, and one if it is empty.
      last = token === '|' ? 2 : token.startsWith('\\Q') ? token.length : 1;
    }
  }
  return before.reduce((sum, size) => sum + size, sequence + last) + LEAST;
}

/** The most copies that `{n}`, `{n,}` or `{n,m}` stands for. */
function timesOf(token: string): number {
  return Math.max(1, ...token.slice(1, -1).split(',').map(Number));
}
