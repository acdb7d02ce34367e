import * as z from 'zod/mini';

/** As long as a legend can be read. */
const MAX = 200;
const EXPECTED = `a text of at most ${MAX} characters`;

/** What series are called: empty for names chosen by the backend, or a text with `{{labels}}` such as `{{queue}}` and `{{measure}}`. */
export const legend = z._default(z.string({ error: EXPECTED }).check(z.maxLength(MAX, { error: EXPECTED })), '');

/** The labels that a legend may have. */
export const LEGEND_LABELS = ['queue', 'broker', 'priority', 'measure', 'task', 'worker'] as const;

/** A series' name: each `{{label}}` is replaced by its value, and by nothing where the series has no such label. */
export function legendOf(template: string, labels: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''));
}
