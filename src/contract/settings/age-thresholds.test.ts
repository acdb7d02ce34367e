import { expect, test } from 'vitest';
import { parseSettings } from '../parse-settings';

const parse = (jsonData: object) =>
  parseSettings({ uid: 'u', name: 'n', url: 'redis://redis.example', user: '', jsonData, secureJsonData: {} });

const AGED = { warning: 5, age: { warning: 60, critical: 60 }, queues: { emails: { age: { critical: 30.5 } } } };

test('age thresholds stand beside those of lengths, for all queues and for one', () => {
  expect(parse({ thresholds: AGED })).toMatchObject({ thresholds: AGED, advice: [] });
});

test('null and nothing are no threshold', () => {
  const thresholds = { age: null, queues: { a: { critical: 1, age: { critical: null } } } };
  expect(parse({ thresholds }).thresholds).toEqual({ queues: { a: { critical: 1, age: {} } } });
});

test.each<[age: unknown, field: string, expected: string]>([
  [60, 'age', 'an object with warning and critical, got 60'],
  [{ warning: '60' }, 'age.warning', 'a number of seconds, more than 0, got "60"'],
  [{ critical: 0 }, 'age.critical', 'a number of seconds, more than 0, got 0'],
  [{ critical: -1 }, 'age.critical', 'a number of seconds, more than 0, got -1'],
  [{ critical: Number.POSITIVE_INFINITY }, 'age.critical', 'a number of seconds, more than 0, got null'],
  [{ critical: Number.NaN }, 'age.critical', 'a number of seconds, more than 0, got null'],
  [{ warning: 9, critical: 8 }, 'age.warning', 'a number of seconds, not more than critical (8), got 9'],
])('%j is refused, of all queues and of one', (age, field, expected) => {
  expect(() => parse({ thresholds: { age } })).toThrow(`jsonData.thresholds.${field}: expected ${expected}`);
  expect(() => parse({ thresholds: { queues: { a: { age } } } })).toThrow(`jsonData.thresholds.queues.a.${field}: expected ${expected}`);
});

test('a warning may be above the critical level of another queue', () => {
  const thresholds = { age: { warning: 600 }, queues: { urgent: { age: { critical: 60 } } } };
  expect(parse({ thresholds }).thresholds).toEqual(thresholds);
});

test.each<[thresholds: object, advice: unknown[]]>([
  [AGED, [expect.stringMatching(/^jsonData\.thresholds\.age has no effect: .*jsonData\.details is false/)]],
  [{ queues: AGED.queues }, [expect.stringContaining('has no effect')]],
  [{ critical: 1, age: {}, queues: { a: { critical: 1, age: {} } } }, []],
])('without details %j is told as advice', (thresholds, advice) => {
  expect(parse({ thresholds, details: false }).advice).toEqual(advice);
  expect(parse({ thresholds }).advice).toEqual([]);
});
