import { expect, test } from 'vitest';
import { isRepeated, mapsOf, rowsOf } from './worker-queue-rows';

test('rows and mapping are two forms of one thing', () => {
  const mapping = { 'emails@*': ['emails', 'bulk'], '/^w[0-9]/': ['celery'], 'new@h': [] };
  expect(mapsOf(rowsOf({ workerQueues: mapping }))).toEqual({ workerQueues: mapping });
});

test('slots by worker are in the same rows; of several that match the first counts, so their order stays', () => {
  const maps = { workerQueues: { 'a@*': ['one'], 'b@*': ['two'] }, workerConcurrency: { 'c@1': 2, '*': 4, 'a@*': 8 } };
  const rows = rowsOf(maps);
  expect(rows.map(({ worker, slots }) => [worker, slots])).toEqual([
    ['c@1', 2],
    ['*', 4],
    ['a@*', 8],
    ['b@*', undefined],
  ]);
  expect(mapsOf(rows)).toEqual(maps);
  expect(Object.keys(mapsOf(rows).workerConcurrency ?? {})).toEqual(['c@1', '*', 'a@*']);
});

test('no row is no mapping', () => {
  expect(rowsOf({})).toEqual([]);
  expect(mapsOf([{ worker: '', queues: [] }])).toEqual({});
});

test('queues or slots without the name of a worker are kept for the health check to refuse', () => {
  expect(mapsOf([{ worker: '', queues: ['celery'] }])).toEqual({ workerQueues: { '': ['celery'] } });
  expect(mapsOf([{ worker: '', queues: [], slots: 2 }])).toEqual({ workerConcurrency: { '': 2 } });
});

test('of two rows for one name the first counts', () => {
  const rows = [
    { worker: 'a@*', queues: ['one'] },
    { worker: '', queues: [] },
    { worker: 'a@*', queues: ['two'] },
    { worker: '', queues: [] },
  ];
  expect(mapsOf(rows)).toEqual({ workerQueues: { 'a@*': ['one'] } });
  expect(rows.map((_, i) => isRepeated(rows, i))).toEqual([false, false, true, false]);
});

test('a worker named like a member of every object is a worker', () => {
  expect(Object.keys(mapsOf([{ worker: '__proto__', queues: ['celery'], slots: 1 }]).workerQueues ?? {})).toEqual(['__proto__']);
});
