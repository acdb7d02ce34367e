import { t } from '@grafana/i18n';
import { compileGlob, isRegex } from '../contract/pattern';

/** True if the pattern can match several queues: a glob, a regular expression or a variable. */
export function isOpenPattern(pattern: string): boolean {
  return /[*?$]/.test(pattern) || pattern.startsWith('/');
}

/**
 * Whether a queue's name matches a name, a glob (`*` any characters, `?` one) or a `/regex/` anywhere in it. An invalid one
 * matches nothing. The rules are the backend's; only the regex engine differs.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  return pattern === name || (isRegex(pattern) ? (compile(pattern)?.test(name) ?? false) : compileGlob(pattern)(name));
}

/**
 * A hint about invalid regular expressions. The backend uses RE2 and reports its own errors, so syntax that only JavaScript
 * refuses (`(?i)`, `(?P<name>…)`) passes here.
 */
export function patternProblem(patterns: readonly string[]): string | undefined {
  const broken = patterns.find((p) => isRegex(p) && !p.includes('(?') && !p.includes('$') && compile(p) === undefined);
  return (
    broken &&
    t('editor.problems.regex', '{{pattern}} is not a valid regular expression', {
      pattern: broken,
      interpolation: { escapeValue: false },
    })
  );
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern.slice(1, -1), 'u');
  } catch {
    return undefined;
  }
}
