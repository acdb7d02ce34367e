import { globToRegex, isRegex } from '../contract/pattern';

/** Grafana's `templateSrv.replace` with a custom format; `value` is text, a number or a list of them. */
export type Replace = (text: string, format: (value: unknown) => string) => string;

/** The contract allows 1000 entries. One more makes the backend refuse them, and two long variables do not freeze the page. */
const MOST = 1001;

/** Grafana's own expression (`variableRegex`): `$name`, `[[name:format]]`, `${name.path:format}`. */
const REFERENCE = /\$(\w+)|\[\[(\w+?)(?::\w+)?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}/g;

/** Patterns with every variable filled in, without duplicates and empty ones. */
export function expandPatterns(patterns: readonly string[], replace: Replace): string[] {
  const expanded = new Set<string>();
  for (const pattern of patterns) {
    for (const entry of expandPattern(pattern, replace)) {
      if (expanded.size >= MOST) return [...expanded];
      if (entry !== '') expanded.add(entry);
    }
  }
  return [...expanded];
}

/**
 * One pattern for each combination of its variables' values, in whatever format the variable is written. Grafana's formats join
 * several values to `{a,b}`, `(a|b)` or `'a','b'`, and a queue's name may contain any of those characters. Inside a `/regex/`, a value
 * becomes an expression that matches the name or the glob. A value that is a whole entry may itself be a glob or a `/regex/`.
 */
function expandPattern(pattern: string, replace: Replace): string[] {
  const inserted = isRegex(pattern) ? regexOf : ({ text }: Value) => text;
  const values = new Map<string, readonly string[]>();
  const template = pattern.replace(
    REFERENCE,
    (whole: string, bare?: string, bracketed?: string, braced?: string, path = '', format = '') => {
      const plain = `\${${bare ?? bracketed ?? braced}${path && `.${path}`}}`;
      const key = format.startsWith('date') ? whole : plain;
      if (!values.has(key)) {
        const texts = valuesOf(plain, key, replace)?.map(inserted);
        if (!texts) return whole;
        values.set(key, texts);
      }
      return mark(key);
    },
  );
  let entries = [template];
  for (const [key, texts] of values) {
    const room = Math.ceil(MOST / Math.max(1, texts.length));
    entries = entries.slice(0, room).flatMap((entry) => texts.map((text) => entry.replaceAll(mark(key), () => text)));
  }
  return entries;
}

const mark = (key: string) => `\0${key}\0`;

interface Value {
  readonly text: string;
  /** Grafana returned it unformatted: the custom "All" value. */
  readonly custom: boolean;
}

/**
 * The values of a variable; undefined if there is no variable with that name.
 * @param plain the variable without a format, because Grafana would prefer its format to ours
 * @param dated the variable with a date format, which a point in time keeps: `${__from:date:YYYY-MM}`
 */
function valuesOf(plain: string, dated: string, replace: Replace): readonly Value[] | undefined {
  let given: { readonly value: unknown } | undefined;
  const text = replace(plain, (value) => {
    given = { value };
    return '';
  });
  if (!given) return text === plain ? undefined : [{ text, custom: true }];
  const { value } = given;
  if (dated !== plain && isTime(value)) return [{ text: replace(dated, String), custom: false }];
  return (Array.isArray(value) ? value : [value]).map((v) => ({ text: v === null || v === undefined ? '' : String(v), custom: false }));
}

/** Epoch milliseconds, as a number or, in older Grafana versions, as text. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+$/.test(value));
}

/** Syntax that only a regular expression has, such as `.*` and `a|b`. */
const REGEX_ONLY = /\.[*+]|[\\^$|()[\]]/;

function regexOf({ text, custom }: Value): string {
  if (custom && isRegex(text)) return `(?:${text.slice(1, -1)})`;
  return custom && REGEX_ONLY.test(text) ? `(?:${text})` : globToRegex(text);
}
