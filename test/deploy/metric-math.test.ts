import { expect, test } from 'vitest';
import { evaluate } from './metric-math';

const PERIODS = [0, 1, 2, 3];
const series = (...values: (number | null)[]) => new Map(values.flatMap((v, i) => (v === null ? [] : [[i, v] as const])));

test.each([
  ['a', [1, 2, null, 4]],
  ['a + b * 2', [21, 42, null, null]],
  ['(a + b) * 2', [22, 44, null, null]],
  ['8 / a - 1', [7, 3, null, 1]],
  ['b / zero', [null, null, null, null]],
  ['a > 1', [0, 1, null, 1]],
  ['IF(a > 1, b, 7)', [7, 20, null, null]],
  ['FILL(a, 0)', [1, 2, 0, 4]],
  ['FILL(b, REPEAT)', [10, 20, 30, 30]],
  ['FILL(none, REPEAT)', [null, null, null, null]],
  ['FILL(none, 0) < 1', [1, 1, 1, 1]],
])('%s', (expression, expected) => {
  const metrics = { a: series(1, 2, null, 4), b: series(10, 20, 30), zero: series(0, 0, 0, 0), none: series() };
  const result = evaluate(expression, metrics, PERIODS);
  expect(PERIODS.map((t) => result.get(t) ?? null)).toEqual(expected);
});

test.each(['a +', 'IF(a, 1)', 'RATE(a)', 'unknown', 'a b', '(a', 'SUM(METRICS())'])('refuses %s', (expression) => {
  expect(() => evaluate(expression, { a: series(1) }, PERIODS)).toThrow(/expected .*, got /);
});
