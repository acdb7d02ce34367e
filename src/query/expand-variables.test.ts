import { describe, expect, test } from 'vitest';
import { expandPatterns, type Replace } from './expand-variables';

/** `templateSrv.replace` as far as `$name` goes. */
const replaceWith =
  (variables: Record<string, unknown>): Replace =>
  (text, format) =>
    text.replace(/\$(\w+)/g, (whole, name: string) => (name in variables ? format(variables[name], { name }) : whole));

const expand = (patterns: string[], variables: Record<string, unknown>) => expandPatterns(patterns, replaceWith(variables));

describe('expandPatterns', () => {
  test('a variable with several values gives as many entries', () => {
    expect(expand(['$queue', 'fixed'], { queue: ['celery', 'a,b', '{c}'] })).toEqual(['celery', 'a,b', '{c}', 'fixed']);
  });

  test('several variables give every combination, one variable said twice only its own', () => {
    expect(expand(['$a-$b'], { a: ['x', 'y'], b: ['1', '2'] })).toEqual(['x-1', 'x-2', 'y-1', 'y-2']);
    expect(expand(['$a-$a'], { a: ['x', 'y'] })).toEqual(['x-x', 'y-y']);
  });

  test('values are escaped inside a regular expression and nowhere else', () => {
    expect(expand(['/^$a$/'], { a: ['x.y', '(z)'] })).toEqual(['/^x\\.y$/', '/^\\(z\\)$/']);
    expect(expand(['$a'], { a: '/^x.y$/' })).toEqual(['/^x.y$/']);
    expect(expand(['$a'], { a: 'email*' })).toEqual(['email*']);
  });

  test('a value is text, whatever it holds', () => {
    expect(expand(['$a', '$b', '$c'], { a: 3, b: '$&$1', c: '$a' })).toEqual(['3', '$&$1', '$a']);
  });

  test('unknown variables stay, empty entries go, and repetitions', () => {
    expect(expand(['$nobody', '$empty', '$none', 'a', 'a'], { empty: '', none: [] })).toEqual(['$nobody', 'a']);
  });

  test('a format without a name is kept apart', () => {
    const slots = [['1', '2'], ['3']];
    let turn = 0;
    expect(expandPatterns(['_-_'], (text, format) => text.replaceAll('_', () => format(slots[turn++])))).toEqual(['1-3', '2-3']);
  });

  test('stops just past what a query may hold', () => {
    const many = Array.from({ length: 900 }, (_, i) => `q${i}`);
    expect(expand(['$a-$b', '$a'], { a: many, b: many })).toHaveLength(1001);
  });
});
