import { expect, test } from 'vitest';
import { isRepeated, mappingOf, rowsOf } from './worker-queue-rows';

test('rows and mapping are two forms of one thing', () => {
  const mapping = { 'emails@*': ['emails', 'bulk'], '/^w[0-9]/': ['celery'], 'new@h': [] };
  expect(mappingOf(rowsOf(mapping))).toEqual(mapping);
});

test('no row is no mapping', () => {
  expect(rowsOf(undefined)).toEqual([]);
  expect(mappingOf([{ worker: '', queues: [] }])).toBeUndefined();
});

test('queues without the name of a worker are kept for the health check to refuse', () => {
  expect(mappingOf([{ worker: '', queues: ['celery'] }])).toEqual({ '': ['celery'] });
});

test('of two rows for one name the first counts', () => {
  const rows = [
    { worker: 'a@*', queues: ['one'] },
    { worker: '', queues: [] },
    { worker: 'a@*', queues: ['two'] },
    { worker: '', queues: [] },
  ];
  expect(mappingOf(rows)).toEqual({ 'a@*': ['one'] });
  expect(rows.map((_, i) => isRepeated(rows, i))).toEqual([false, false, true, false]);
});

test('a worker named like a member of every object is a worker', () => {
  expect(Object.keys(mappingOf([{ worker: '__proto__', queues: ['celery'] }]) ?? {})).toEqual(['__proto__']);
});
