import { expect, test } from 'vitest';
import { cut, fill, printable, printableJson, widthOf } from './text';

test.each([
  ['celery', 'celery'],
  ['日本語 🎉 cafe\u0301', '日本語 🎉 cafe\u0301'],
  ['👩‍👩‍👧 ❤️', '👩‍👩‍👧 ❤️'],
  ['a\x1b[2J\x07\x00\r\n\t', 'a\\x1b[2J\\x07\\x00\\x0d\\x0a\\x09'],
  ['\x7f\x9b31m', '\\x7f\\x9b31m'],
  ['\u202eabc\u2066\u200f', '\\u{202e}abc\\u{2066}\\u{200f}'],
  ['\u2028\u2029\u200b\ufeff', '\\u{2028}\\u{2029}\\u{200b}\\u{feff}'],
  ['half \ud83d', 'half \\u{d83d}'],
])('%j is shown as %s', (text, shown) => expect(printable(text)).toBe(shown));

test('JSON has nothing that a terminal obeys, and says the same', () => {
  const value = { 'a\x1b[2J\x9b31m': 'é\u2028\x7f' };
  expect(printableJson(value)).toMatch(/^[^\x00-\x1f\x7f-\x9f\u2028]*$/);
  expect(JSON.parse(printableJson(value))).toEqual(value);
});

test.each([
  ['celery', 6],
  ['日本語', 6],
  ['ｆｕ', 4],
  ['cafe\u0301', 4],
  ['🎉', 2],
  ['👩‍👩‍👧‍👦', 2],
  ['🇩🇪', 2],
  ['', 0],
])('%s takes %i columns', (text, columns) => expect(widthOf(text)).toBe(columns));

test.each([
  ['celery', 6, 'celery'],
  ['celery', 5, 'cele…'],
  ['celery', 1, '…'],
  ['celery', 0, ''],
  ['日本語', 6, '日本語'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'], // half of a character does not exist
  ['🎉🎉🎉', 4, '🎉…'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3, '👩‍👩‍👧‍👦…'],
  ['cafe\u0301s and more', 5, 'cafe\u0301…'],
])('%s cut to %i columns is %s', (text, columns, result) => {
  expect(cut(text, columns)).toBe(result);
  expect(widthOf(cut(text, columns))).toBeLessThanOrEqual(columns);
});

test.each([
  ['日本', 6, false, '日本  '],
  ['日本', 6, true, '  日本'],
  ['cafe\u0301', 5, false, 'cafe\u0301 '],
  ['too wide', 3, true, 'too wide'],
])('%s filled to %i columns', (text, columns, right, result) => expect(fill(text, columns, right)).toBe(result));
