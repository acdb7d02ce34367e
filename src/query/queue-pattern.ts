/** True for `/…/`, which is a regular expression; anything else is a name or a glob. */
export function isRegex(pattern: string): boolean {
  return pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/');
}

/** True when the pattern says "these" and not "this one": a glob, a regular expression or a variable. */
export function isOpenPattern(pattern: string): boolean {
  return /[*?$]/.test(pattern) || pattern.startsWith('/');
}

/**
 * Whether a queue's name fits a name, a glob (`*` any characters, `?` one) or a `/regex/` found anywhere in it; a broken
 * one fits nothing. The rules are the backend's; only its engine is another.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  return pattern === name || ((isRegex(pattern) ? compile(pattern) : globOf(pattern))?.test(name) ?? false);
}

/**
 * A word about regular expressions that no engine would take. The backend's engine is RE2 and says what it dislikes
 * itself; so what JavaScript alone refuses (`(?i)`, `(?P<name>…)`) passes here.
 */
export function patternProblem(patterns: readonly string[]): string | undefined {
  const broken = patterns.find((p) => isRegex(p) && !p.includes('(?') && !p.includes('$') && compile(p) === undefined);
  return broken && `${broken} does not read as a regular expression`;
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern.slice(1, -1), 'u');
  } catch {
    return undefined;
  }
}

function globOf(glob: string): RegExp {
  return new RegExp(`^${globToRegex(glob)}$`, 'su');
}

/** A name or a glob as a part of a regular expression. */
export function globToRegex(glob: string): string {
  return glob
    .replace(/[\\^$+.()|[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
}
