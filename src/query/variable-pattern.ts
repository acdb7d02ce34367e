/**
 * The pattern of a variable's query, in either stored form: this editor writes `{ query }`, a provisioned dashboard may have
 * just `"email*"`. Empty means every queue.
 */
export function patternOfVariable(stored: unknown): string {
  if (typeof stored === 'string') return stored.trim();
  if (typeof stored === 'object' && stored !== null && 'query' in stored && typeof stored.query === 'string') return stored.query.trim();
  return '';
}
