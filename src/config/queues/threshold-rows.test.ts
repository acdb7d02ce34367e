import { expect, test } from 'vitest';
import { ageProblem, isNameless, isRepeated, overridesOf, rowsOf, withAge } from './threshold-rows';

test('rows and overrides are two forms of one thing', () => {
  const overrides = { emails: { critical: 50 }, 'a b': { warning: 0, critical: 9, age: { critical: 60 } }, none: {} };
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
  expect(isNameless({ queue: '', age: { warning: 3 } })).toBe(true);
  expect(isNameless({ queue: '', age: {} })).toBe(false);
});

test('age thresholds without a level are none, and other levels stay', () => {
  expect(withAge({ warning: 60 }, { critical: 600 })).toEqual({ age: { warning: 60, critical: 600 } });
  expect(withAge({ warning: 60, critical: 600 }, { warning: undefined })).toEqual({ age: { critical: 600 } });
  expect(withAge({ warning: 60 }, { warning: undefined })).toEqual({ age: undefined });
  expect(withAge(undefined, { warning: 'soon' })).toEqual({ age: { warning: 'soon' } });
});

test('a warning above critical is a problem, where both are numbers', () => {
  expect(ageProblem({ warning: 61, critical: 60 })).toBe(
    'Expected a number of seconds, not more than critical (60), got 61. Lower it or raise critical.',
  );
  for (const fine of [undefined, { warning: 60, critical: 60 }, { warning: 61 }, { warning: 61, critical: 'soon' }])
    expect(ageProblem(fine)).toBeUndefined();
});
