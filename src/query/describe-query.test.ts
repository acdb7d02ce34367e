import { expect, test } from 'vitest';
import { DEFAULT_QUERY, type QueueQuery } from '../contract/query';
import { describeQuery } from './describe-query';

/** A query in which every field says something. */
const FULL: QueueQuery = {
  queryType: 'history',
  queues: ['celery', 'email*'],
  exclude: ['*.tmp'],
  measures: ['waiting', 'oldestAge'],
  by: 'total',
  statistic: 'avg',
  top: 5,
  live: true,
};

test('a query that nobody wrote', () => expect(describeQuery(DEFAULT_QUERY)).toBe('history of every queue: max waiting by queue'));

test.each<[QueueQuery['queryType'], string]>([
  ['history', 'history of celery, email* without *.tmp: avg waiting, oldestAge by total, top 5, live'],
  ['now', 'now of celery, email* without *.tmp: waiting, oldestAge by total, top 5'],
  ['tasks', 'tasks of celery, email* without *.tmp, top 5'],
  ['workers', 'workers of celery, email* without *.tmp'],
  ['broker', 'broker'],
  ['events', 'events of celery, email* without *.tmp, live'],
])('%s tells what it reads and no more', (queryType, line) => expect(describeQuery({ ...FULL, queryType })).toBe(line));

test('a number of the broker is told', () => {
  expect(describeQuery({ ...FULL, queryType: 'broker', measures: ['status'] })).toBe('broker: risks');
  expect(describeQuery({ ...FULL, queryType: 'broker', measures: ['memory'] })).toBe('broker: memory');
});
