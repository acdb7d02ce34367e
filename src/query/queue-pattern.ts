import { compileGlob, isRegex } from '../contract/pattern';

/** True when the pattern says "these" and not "this one": a glob, a regular expression or a variable. */
export function isOpenPattern(pattern: string): boolean {
  return /[*?$]/.test(pattern) || pattern.startsWith('/');
}

/**
 * Whether a queue's name fits a name, a glob (`*` any characters, `?` one) or a `/regex/` found anywhere in it; a broken
 * one fits nothing. The rules are the backend's; only its engine for expressions is another.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  return pattern === name || (isRegex(pattern) ? (compile(pattern)?.test(name) ?? false) : compileGlob(pattern)(name));
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
