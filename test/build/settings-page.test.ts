import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SETTINGS_PAGE, settingsPage } from '../../build/settings-page';

test('docs/settings.md is what the schema says: npm run docs writes it anew', () => {
  expect(readFileSync(SETTINGS_PAGE, 'utf8')).toBe(settingsPage());
});

test('every field has a meaning, and values where it is no secret', () => {
  const rows = settingsPage()
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) => line.split(' | '));
  expect(rows.length).toBeGreaterThan(50);
  for (const cells of rows) {
    expect(cells.at(-1), cells[0]).toMatch(/\w.*\.|\w.*\|$/);
    if (cells.length > 2) expect(cells[2], cells[0]).toMatch(/\w/);
  }
});
