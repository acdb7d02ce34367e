import { isRegex } from './queue-pattern';

/** Grafana's `templateSrv.replace` with a format of our own; `value` is text, a number or a list of them. */
export type Replace = (text: string, format: (value: unknown, variable?: { readonly name?: string }) => string) => string;

/** The contract takes 1000 entries; one more makes the backend say so, and two long variables do not stall the page. */
const MOST = 1001;

/** Patterns with every variable filled in, without repetitions and without those that came out empty. */
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
 * One pattern for each combination of its variables' values. Grafana's own formats would join several values to
 * `{a,b}` or `(a|b)`; a queue's name may hold any of those characters. Inside a `/regex/` a value is escaped; a value
 * that is a whole entry may itself be a glob or a `/regex/`.
 */
function expandPattern(pattern: string, replace: Replace): string[] {
  const values = new Map<string, string[]>();
  const mark = (name: string) => `\0${name}\0`;
  const template = replace(pattern, (value, variable) => {
    const name = variable?.name ?? `value ${values.size}`;
    values.set(name, textsOf(value));
    return mark(name);
  });
  const inserted = isRegex(pattern) ? escapeRegex : (text: string) => text;
  let entries = [template];
  for (const [name, texts] of values) {
    const room = Math.ceil(MOST / Math.max(1, texts.length));
    entries = entries.slice(0, room).flatMap((entry) => texts.map((text) => entry.replaceAll(mark(name), () => inserted(text))));
  }
  return entries;
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((v) => (v === null || v === undefined ? '' : String(v)));
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&');
}
