import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MESSAGES } from './catalogue';

test('docs/troubleshooting.md has a row for each warning and error, and no other', () => {
  const page = readFileSync('docs/troubleshooting.md', 'utf8');
  const rows = Array.from(page.matchAll(/<a id="([^"]+)"><\/a>`([^`]+)`/g), ([, anchor, shown]) => ({ anchor, shown }));
  const wanted = Object.entries(MESSAGES).flatMap(([code, { severity }]) => (severity === 'info' ? [] : [code]));
  expect(rows.map(({ anchor }) => anchor).sort()).toEqual(wanted.sort());
  expect(rows.filter(({ anchor, shown }) => anchor !== shown)).toEqual([]);
});
