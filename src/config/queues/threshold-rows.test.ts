import { expect, test } from 'vitest';
import { isNameless, isRepeated, overridesOf, rowsOf } from './threshold-rows';

test('rows and overrides are two forms of one thing', () => {
  const overrides = { emails: { critical: 50 }, 'a b': { warning: 0, critical: 9 }, none: {} };
  expect(overridesOf(rowsOf(overrides))).toEqual(overrides);
  expect(rowsOf(undefined)).toEqual([]);
});

test('a row that says nothing is none yet, and of two the first counts', () => {
  const rows = [{ queue: 'a', warning: 1 }, { queue: '' }, { queue: 'a', warning: 2 }, { queue: '' }];
  expect(overridesOf(rows)).toEqual({ a: { warning: 1, critical: undefined } });
  expect(rows.map((_, i) => isRepeated(rows, i))).toEqual([false, false, true, false]);
});

test('a queue named like a member of every object is a queue', () => {
  expect(Object.keys(overridesOf([{ queue: '__proto__', warning: 1 }]))).toEqual(['__proto__']);
});

test('thresholds without a name, and what is no number, are kept for the health check to refuse', () => {
  const rows = [
    { queue: '', critical: 3 },
    { queue: 'a', warning: 'many' },
  ];
  expect(overridesOf(rows)).toEqual({ '': { critical: 3 }, a: { warning: 'many' } });
  expect(rows.map(isNameless)).toEqual([true, false]);
});
