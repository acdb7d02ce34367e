const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

/** A text with escaped control characters, so that a person can see them: `\x06\x16`. */
export function showControl(text: string): string {
  return text.replace(/[\\\x00-\x1f\x7f-\x9f]/g, (c) => (c === '\\' ? '\\\\' : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`));
}

/** The reverse; also reads `\u0006`, `\n`, `\r` and `\t`. A backslash before anything else stays a backslash. */
export function readControl(shown: string): string {
  return shown.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([nrt\\]))/g, (whole, hex?: string, unicode?: string, name?: string) => {
    const code = hex ?? unicode;
    return code === undefined ? (NAMED[name ?? ''] ?? whole) : String.fromCharCode(Number.parseInt(code, 16));
  });
}
