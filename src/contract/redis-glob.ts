/** Escapes a text for Redis's patterns (SCAN, PSUBSCRIBE, ACL rules), so that it matches only itself. */
export function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]^]/g, '\\$&');
}
