import type { z } from 'zod';

/** One error in user input: where, what was expected, what came. */
export interface Problem {
  /** Path of the field: `jsonData.thresholds.critical`, `measures[1]`. */
  readonly field: string;
  readonly expected: string;
  /** What came instead, shortened. Absent for secrets. */
  readonly got?: string;
}

function describeProblem({ field, expected, got }: Problem): string {
  return `${field}: expected ${expected}${got === undefined ? '' : `, got ${got}`}`;
}

/** Wrong input. Lists every problem, not only the first. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(describeProblem).join('; '));
  }
}

/** A value for an error message: JSON, at most 60 characters. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The part of a `ZodError` that is used. */
interface Issues {
  readonly issues: readonly Pick<z.core.$ZodIssue, 'path' | 'message'>[];
}

/**
 * Zod's issues as problems. The schemas' messages say what they expect ("a whole number from 1 to 300"), and only those are
 * used: people never see zod's default texts.
 */
export function problemsOf({ issues }: Issues, input: unknown, prefix = ''): Problem[] {
  const problems = issues.map((issue) => ({
    field: (prefix + pathText(issue.path)).replace(/\.$/, '') || 'the whole object',
    expected: issue.message,
    got: show(valueAt(input, issue.path)),
  }));
  // 1e300 is not a whole number, and too large: report that once.
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
