import { expect, test } from 'vitest';
import { defaultsOf } from '../contract/query';
import { changeType, forAlert } from './change-type';
import { openQuery } from './open-query';

const HISTORY = { refId: 'A', queryType: 'history', queues: ['a'], exclude: ['b'], measures: ['memory'], by: 'total', top: 3, live: true };

test('what both types share is kept', () => {
  expect(openQuery(changeType(HISTORY, 'now'))).toEqual({
    queryType: 'now',
    queues: ['a'],
    exclude: ['b'],
    measures: ['memory'],
    by: 'total',
    top: 3,
    filters: [],
  });
  expect(openQuery(changeType(HISTORY, 'events'))).toEqual({ queryType: 'events', queues: ['a'], exclude: ['b'], live: true, filters: [] });
});

test.each(['now', 'tasks', 'workers', 'broker', 'events'] as const)('what was chosen is there again on the way back from %s', (type) => {
  expect(openQuery(changeType(changeType(HISTORY, type), 'history'))).toEqual(openQuery(HISTORY));
});

test.each(['status', 'memory'] as const)('%s means another thing of the broker', (measure) => {
  const of = (queryType: string) => ({ refId: 'A', queryType, measures: [measure] });
  expect(openQuery(changeType(of('history'), 'broker'))).toEqual({ queryType: 'broker', answer: 'all', filters: [] });
  expect(openQuery(changeType(of('broker'), 'now'))).toMatchObject({ queryType: 'now', measures: ['waiting'] });
  expect(openQuery(changeType(changeType(of('history'), 'broker'), 'now'))).toMatchObject({ measures: [measure] });
});

test('exclude, measures, by and statistic mean another thing of task runs', () => {
  const runs = changeType({ ...HISTORY, statistic: 'max' }, 'runs');
  expect(openQuery(runs)).toEqual({ ...defaultsOf('runs'), queues: ['a'], top: 3, live: true });
  const chosen = { ...runs, exclude: ['shop.x'], measures: ['failed'], by: 'queue' };
  expect(openQuery(changeType(chosen, 'history'))).toEqual({ ...defaultsOf('history'), queues: ['a'], top: 3, live: true });
});

test('in an alert rule a query that becomes one of task runs has one measure, and keeps what was chosen', () => {
  expect(openQuery({ ...changeType(HISTORY, 'runs'), ...forAlert(HISTORY, 'runs') })).toMatchObject({
    format: 'table',
    measures: ['failureRatio'],
  });
  expect(forAlert({ refId: 'A', queryType: 'runs' }, 'runs')).toEqual({});
  expect(forAlert(HISTORY, 'now')).toEqual({});
});

test('of a type that is not known here is kept what the new one takes', () => {
  const query = { refId: 'A', queryType: 'future', queues: ['a'], measures: ['runtime'], by: 'task', top: 3 };
  expect(openQuery(changeType(query, 'now'))).toMatchObject({ queues: ['a'], measures: ['waiting'], by: 'queue', top: 3 });
});
