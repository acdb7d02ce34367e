import { expect, test } from 'vitest';
import { DEFAULT_QUERY } from '../contract/query';
import { withDefaults } from './defaults';
import { describeQuery } from './describe-query';

test('a query without a word is the default', () => {
  expect(withDefaults({ refId: 'A' })).toEqual(DEFAULT_QUERY);
});

test('what was chosen stays', () => {
  const chosen = {
    queryType: 'now',
    queues: ['a'],
    exclude: ['b'],
    measures: ['waiting'],
    by: 'total',
    statistic: 'min',
    top: 3,
    live: true,
  } as const;
  expect(withDefaults({ refId: 'A', ...chosen })).toEqual(chosen);
});

test('a query in one line', () => {
  expect(describeQuery(DEFAULT_QUERY)).toBe('history of every queue: max waiting by queue');
  expect(describeQuery({ ...DEFAULT_QUERY, queues: ['celery', 'email*'], exclude: ['*.tmp'], top: 5, live: true })).toBe(
    'history of celery, email* without *.tmp: max waiting by queue, top 5, live',
  );
  expect(describeQuery({ ...DEFAULT_QUERY, queryType: 'now', by: 'total', live: true })).toBe('now of every queue: waiting by total');
});
