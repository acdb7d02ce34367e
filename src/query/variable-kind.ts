/** What a dashboard variable may list. */
export const VARIABLE_KINDS = ['queues', 'environments', 'priorities', 'workers', 'tasks'] as const;
export type VariableKind = (typeof VARIABLE_KINDS)[number];

/** What a stored variable lists. Those of version 0.1, and those that are just a pattern, list queues. */
export function kindOfVariable(stored: unknown): VariableKind {
  const kind = typeof stored === 'object' && stored !== null && 'kind' in stored ? stored.kind : undefined;
  return VARIABLE_KINDS.find((known) => known === kind) ?? 'queues';
}
