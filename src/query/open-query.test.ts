import { expect, test } from 'vitest';
import { defaultsOf, QUERY_TYPES } from '../contract/query';
import { openQuery } from './open-query';

test('a query without a word is the history', () => {
  expect(openQuery({ refId: 'A' })).toEqual(defaultsOf('history'));
  expect(openQuery({ refId: 'A', queryType: '' })).toEqual(defaultsOf('history'));
});

test.each(QUERY_TYPES)('what was chosen of %s stays, what the type does not read is not there', (queryType) => {
  const chosen = {
    queues: ['a'],
    exclude: ['b'],
    measures: ['memory'],
    by: 'total',
    statistic: 'min',
    top: 3,
    live: true,
    answer: 'status',
  };
  const names = Object.keys(defaultsOf(queryType));
  const read = Object.fromEntries(Object.entries({ ...chosen, queryType }).filter(([name]) => names.includes(name)));
  expect(openQuery({ refId: 'A', ...chosen, queryType })).toEqual({ ...defaultsOf(queryType), ...read });
});

test('a query of version 0 is shown as one of today', () => {
  expect(openQuery({ refId: 'A', queryType: 'broker', measures: ['status'] })).toEqual({
    queryType: 'broker',
    answer: 'status',
    filters: [],
  });
});

test('what is wrong is left for the backend to name, but for lists', () => {
  const wrong = { queues: 'celery', measures: {}, by: 'shape', top: null };
  expect(openQuery({ refId: 'A', ...wrong })).toEqual({ ...defaultsOf('history'), by: 'shape' });
});

test.each(['none', 'toString', '__proto__', 'future'])('a type called "%s" is not known here', (queryType) => {
  expect(openQuery({ refId: 'A', queryType })).toBeUndefined();
});
