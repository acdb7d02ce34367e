import { expect, test } from 'vitest';
import type { Status } from '../../src/contract/measures';
import type { Thresholds } from '../../src/contract/settings';
import { type Measured, statusOf, thresholdOf, worstStatus } from './thresholds';

const GENERAL = { warning: 100, critical: 1000, queues: { emails: { critical: 50 }, quiet: { warning: 0, critical: 0 } } };

const statusIn = (thresholds: Thresholds, queue: string, measured: Measured) => statusOf(thresholdOf(thresholds, queue), measured);

test.each<[queue: string, waiting: number, status: Status]>([
  ['celery', 0, 'ok'],
  ['celery', 100, 'ok'],
  ['celery', 101, 'warning'],
  ['celery', 1000, 'warning'],
  ['celery', 1001, 'critical'],
  ['emails', 50, 'ok'],
  ['emails', 51, 'critical'],
  ['quiet', 0, 'ok'],
  ['quiet', 1, 'critical'],
  ['celery', Number.NaN, 'unknown'],
  // Names that every object has.
  ['constructor', 1, 'ok'],
  ['__proto__', 1001, 'critical'],
])('%s with %d waiting is %s', (queue, waiting, status) => expect(statusIn(GENERAL, queue, { waiting })).toBe(status));

test('without thresholds everything known is ok', () => {
  expect(statusIn({ queues: {} }, 'celery', { waiting: 1e9, oldestAge: 1e9 })).toBe('ok');
  expect(statusIn({ queues: {} }, 'celery', { waiting: Number.NaN })).toBe('unknown');
});

test.each<[waiting: number, workers: number, status: Status]>([
  [1, 0, 'unconsumed'],
  [5000, 0, 'unconsumed'],
  [0, 0, 'ok'],
  [1, Number.NaN, 'ok'],
  [5000, 1, 'critical'],
  [Number.NaN, 0, 'unknown'],
])('%d waiting and %d workers: %s', (waiting, workers, status) => expect(statusIn(GENERAL, 'celery', { waiting, workers })).toBe(status));

const AGED = {
  warning: 100,
  critical: 1000,
  age: { warning: 60, critical: 600 },
  queues: {
    emails: { age: { critical: 120 } },
    nightly: { critical: 5000, age: { warning: 3600, critical: 7200 } },
    long: { critical: 50 },
  },
};

test.each<[queue: string, waiting: number, oldestAge: number, status: Status]>([
  ['celery', 5, 60, 'ok'],
  ['celery', 5, 60.1, 'warning'],
  ['celery', 5, 600, 'warning'],
  ['celery', 5, 601, 'critical'],
  // The worst of both.
  ['celery', 101, 601, 'critical'],
  ['celery', 1001, 61, 'critical'],
  ['celery', 1001, 0, 'critical'],
  ['celery', 101, 0, 'warning'],
  ['celery', 101, 61, 'warning'],
  // What is left out is the general one, level by level.
  ['emails', 5, 61, 'warning'],
  ['emails', 5, 121, 'critical'],
  ['nightly', 5, 3600, 'ok'],
  ['nightly', 5, 3601, 'warning'],
  ['nightly', 1001, 7201, 'critical'],
  ['long', 51, 0, 'critical'],
  ['long', 5, 601, 'critical'],
  ['__proto__', 5, 601, 'critical'],
  // An age that is not known makes it neither better nor worse.
  ['celery', 5, Number.NaN, 'ok'],
  ['celery', 101, Number.NaN, 'warning'],
  ['celery', Number.NaN, 601, 'unknown'],
])('%s with %d waiting, the oldest for %d s, is %s', (queue, waiting, oldestAge, status) =>
  expect(statusIn(AGED, queue, { waiting, oldestAge })).toBe(status),
);

test('an old task that nobody takes is unconsumed, and thresholds on ages alone are enough', () => {
  expect(statusIn(AGED, 'celery', { waiting: 1, workers: 0, oldestAge: 9999 })).toBe('unconsumed');
  expect(statusIn({ queues: {}, age: { critical: 5 } }, 'celery', { waiting: 1, oldestAge: 6 })).toBe('critical');
  expect(statusIn({ queues: { a: { age: { warning: 5 } } } }, 'a', { waiting: 1, oldestAge: 6 })).toBe('warning');
});

test.each<[Status[], Status]>([
  [['ok', 'ok'], 'ok'],
  [['ok', 'unknown'], 'unknown'],
  [['unknown', 'warning', 'ok'], 'warning'],
  [['warning', 'critical', 'unknown'], 'critical'],
  [['critical', 'unconsumed', 'unknown'], 'unconsumed'],
  [[], 'unknown'],
])('of %j the worst is %s', (statuses, worst) => expect(worstStatus(statuses)).toBe(worst));
