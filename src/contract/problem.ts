import type { z } from 'zod';

/** One thing that is wrong with what a person wrote: where, what was expected, what came. */
export interface Problem {
  /** Path of the field, as a person would find it: `jsonData.thresholds.critical`, `measures[1]`. */
  readonly field: string;
  readonly expected: string;
  /** What came instead, shortened; absent for secrets. */
  readonly got?: string;
}

function describeProblem({ field, expected, got }: Problem): string {
  return `${field}: expected ${expected}${got === undefined ? '' : `, got ${got}`}`;
}

/** Wrong input. It lists everything that is wrong, not only the first thing. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(describeProblem).join('; '));
  }
}

/** A value as an error message may show it: JSON, at most 60 characters. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What counts of a `ZodError`. */
interface Issues {
  readonly issues: readonly Pick<z.core.$ZodIssue, 'path' | 'message'>[];
}

/**
 * Zod's issues as problems. The schemas put what they expect into their messages ("a whole number from 1 to 300"),
 * so that message is all that is taken from zod; its own default texts never reach a person unprepared.
 */
export function problemsOf({ issues }: Issues, input: unknown, prefix = ''): Problem[] {
  const problems = issues.map((issue) => ({
    field: (prefix + pathText(issue.path)).replace(/\.$/, '') || 'the whole object',
    expected: issue.message,
    got: show(valueAt(input, issue.path)),
  }));
  // 1e300 is both no whole number and too large: one sentence says it.
  return problems.filter((p, i) => !problems.slice(0, i).some((q) => q.field === p.field && q.expected === p.expected));
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((p, i) => (typeof p === 'number' ? `[${p}]` : `${i > 0 ? '.' : ''}${String(p)}`)).join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
