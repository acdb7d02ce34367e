/** Quoted text, escapes, character classes, repetitions that are counted, and any other character. */
const TOKENS = /\\Q[\s\S]*?(?:\\E|$)|\\x\{[0-9A-Fa-f]*\}|\\[pP]\{[^}]*\}|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|./gsu;

/** What every program has, whatever it looks for. */
const LEAST = 4;

/**
 * How many steps a regular expression has once it is compiled, with its repetitions written out: `(ab){1000}` has 4,000. RE2's
 * time and memory grow with it, and the text does not show it. Counted without compiling, and rather too much than too little.
 * @param source of which RE2 may still find that it is not valid
 */
export function sizeOf(source: string): number {
  /** Of the groups that are open, outermost first: what stands before them. */
  const before: number[] = [];
  let sequence = 0;
  /** What a repetition that comes next repeats. */
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
      // An alternative takes a step to go there, and one to be empty.
      last = token === '|' ? 2 : token.startsWith('\\Q') ? token.length : 1;
    }
  }
  return before.reduce((sum, size) => sum + size, sequence + last) + LEAST;
}

/** The most copies that `{n}`, `{n,}` or `{n,m}` stands for. */
function timesOf(token: string): number {
  return Math.max(1, ...token.slice(1, -1).split(',').map(Number));
}
