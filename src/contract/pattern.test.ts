import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { randomOf } from '../../test/setup/seeded-random';
import { compileGlob, globToRegex } from './pattern';

test('a glob fits what its regular expression fits', () => {
  const random = randomOf(1);
  const text = (letters: readonly string[]) =>
    Array.from({ length: Math.floor(random() * 8) }, () => letters[Math.floor(random() * letters.length)]).join('');
  let fits = 0;
  for (let i = 0; i < 20_000; i++) {
    const glob = text(['*', '*', '?', 'a', 'b', '\u{1f600}', '\n', '.', '\\', '[', '|']);
    const name = text(['a', 'b', '\u{1f600}', '\n', '*', '?', '.', '\\', '[', '|']);
    const expected = RE2JS.compile(globToRegex(glob), RE2JS.DOTALL).matches(name);
    if (expected) fits++;
    expect([glob, name, compileGlob(glob)(name)]).toEqual([glob, name, expected]);
  }
  expect(fits).toBeGreaterThan(500);
});
