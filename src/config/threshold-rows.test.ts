import { expect, test } from 'vitest';
import { isRepeated, overridesOf, rowsOf } from './threshold-rows';

test('rows and overrides are two forms of one thing', () => {
  const overrides = { emails: { critical: 50 }, 'a b': { warning: 0, critical: 9 }, none: {} };
  expect(overridesOf(rowsOf(overrides))).toEqual(overrides);
  expect(rowsOf(undefined)).toEqual([]);
});

test('a row without a name is none yet, and of two the first counts', () => {
  const rows = [{ queue: 'a', warning: 1 }, { queue: '' }, { queue: 'a', warning: 2 }, { queue: '', critical: 3 }];
  expect(overridesOf(rows)).toEqual({ a: { warning: 1, critical: undefined } });
  expect(rows.map((_, i) => isRepeated(rows, i))).toEqual([false, false, true, false]);
});

test('a queue named like a member of every object is a queue', () => {
  expect(Object.keys(overridesOf([{ queue: '__proto__', warning: 1 }]))).toEqual(['__proto__']);
});
