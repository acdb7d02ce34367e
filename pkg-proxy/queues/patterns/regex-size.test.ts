import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { randomOf } from '../../../test/setup/seeded-random';
import { sizeOf } from './regex-size';

const compiledSize = (source: string) => RE2JS.compile(source).programSize();

test.each([
  '^report-[0-9]+$',
  '^(team|foo)-[0-9]+\\.worker-[0-9]{5}$',
  '.{0,1000}x.{0,900}y',
  '^.{1,255}$',
  '(a?b?c?d?e?){1000}',
  '((a{10}){10}){9}',
  '\\pL{0,500}\\p{Greek}{2,}',
  '[]{1000}]{300}',
  '(?P<name>a{100}|b{100})',
  'a{,5}',
])('%s: no less than what it compiles to, and not much more', (source) => {
  const size = compiledSize(source);
  expect(sizeOf(source)).toBeGreaterThanOrEqual(size);
  expect(sizeOf(source)).toBeLessThan(3 * size + 20);
});

test('never less than what it compiles to', () => {
  const random = randomOf(2);
  const below = (n: number) => Math.floor(random() * n);
  const one = <T>(of: readonly [T, ...T[]]): T => of[below(of.length)] ?? of[0];
  const ATOMS = [
    'a',
    '.',
    '\\d',
    '[a-z]',
    '[^]x]',
    '\\pL',
    '^',
    '$',
    '\\b',
    '[[:alpha:]_]',
    '\\Q(x{3}\\E',
    '\\.',
    '\u{1f600}',
    '(?i)k',
  ] as const;
  const REPEATS = ['', '', '', '*', '+', '?', '{3}', '{2,}', '{0,7}', '+?', '{2}?'] as const;
  const expression = (depth: number): string =>
    Array.from({ length: 1 + below(3) }, () => {
      if (depth === 0 || random() < 0.4) return one(ATOMS) + one(REPEATS);
      const other = random() < 0.3 ? `|${random() < 0.7 ? expression(depth - 1) : ''}` : '';
      return `${one(['(', '(?:'])}${expression(depth - 1)}${other})${one(REPEATS)}`;
    }).join('');
  let valid = 0;
  for (let i = 0; i < 3000; i++) {
    const source = expression(3);
    let size: number;
    try {
      size = compiledSize(source);
    } catch {
      continue;
    }
    valid++;
    expect([source, sizeOf(source) >= size]).toEqual([source, true]);
  }
  expect(valid).toBeGreaterThan(2000);
});
