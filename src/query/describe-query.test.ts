import { expect, test } from 'vitest';
import { parseQuery } from '../contract/parse-query';
import { defaultsOf, type QueryType } from '../contract/query';
import { describeQuery } from './describe-query';

/** A query in which every field says something. */
const FULL = {
  queues: ['celery', 'email*'],
  exclude: ['*.tmp'],
  measures: ['waiting', 'oldestAge'],
  by: 'total',
  statistic: 'avg',
  top: 5,
  live: true,
  usual: true,
};

test('a query that nobody wrote', () => expect(describeQuery(defaultsOf('history'))).toBe('history of every queue: max waiting by queue'));

test.each<[QueryType, string]>([
  ['history', 'history of celery, email* without *.tmp: avg waiting, oldestAge by total, top 5, usual range, live'],
  ['now', 'now of celery, email* without *.tmp: waiting, oldestAge by total, top 5'],
  ['tasks', 'tasks of celery, email* without *.tmp, top 5'],
  ['workers', 'workers of celery, email* without *.tmp'],
  ['broker', 'broker'],
  ['events', 'events of celery, email* without *.tmp, live'],
])('%s tells what it reads and no more', (queryType, line) => expect(describeQuery(parseQuery({ ...FULL, queryType }))).toBe(line));

test.each<[object, string]>([
  [{}, 'task runs of every task: succeeded, failed, retried, failureRatio, p95 runtime, p95 queueTime, busy by task'],
  [
    {
      ...{ tasks: ['shop.*'], exclude: ['*.tmp'], queues: ['emails'], by: 'worker', measures: ['failed', 'runtime'] },
      ...{ format: 'timeseries', statistic: 'max', top: 5, live: true },
    },
    'task runs of shop.* without *.tmp in emails: failed, max runtime by worker over time, top 5, live',
  ],
])('runs %j', (query, line) => expect(describeQuery(parseQuery({ ...query, queryType: 'runs' }))).toBe(line));

test('a number of the broker is told', () => {
  expect(describeQuery(parseQuery({ queryType: 'broker', answer: 'status' }))).toBe('broker: risks');
  expect(describeQuery(parseQuery({ queryType: 'broker', answer: 'memory' }))).toBe('broker: memory');
  expect(describeQuery(parseQuery({ queryType: 'broker', answer: 'overdue' }))).toBe('broker: overdue deliveries');
});
