/** For texts with names in them: React escapes what it draws, so `t()` must not, or `/a&b/` would be shown as `&#x2F;a&amp;b&#x2F;`. */
export const PLAIN = { interpolation: { escapeValue: false } } as const;
