/**
 * The pattern of a variable's query, whichever way it was stored: this editor writes `{ query }`, a provisioned
 * dashboard may say plainly `"email*"`; nothing means every queue.
 */
export function patternOfVariable(stored: unknown): string {
  if (typeof stored === 'string') return stored.trim();
  if (typeof stored === 'object' && stored !== null && 'query' in stored && typeof stored.query === 'string') return stored.query.trim();
  return '';
}
