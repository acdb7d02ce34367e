/** A text as a part of Redis's own patterns, in SCAN, PSUBSCRIBE and ACL rules, that fits nothing but itself. */
export function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]^]/g, '\\$&');
}
