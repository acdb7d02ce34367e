import { expect, test } from 'vitest';
import { DEFAULT_QUERY } from '../contract/query';
import { withDefaults } from './defaults';

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
