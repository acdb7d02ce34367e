import { expect, test } from 'vitest';
import type { Status } from '../../src/contract/measures';
import { statusOf, worstStatus } from './thresholds';

const GENERAL = { warning: 100, critical: 1000, queues: { emails: { critical: 50 }, quiet: { warning: 0, critical: 0 } } };

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
])('%s with %d waiting is %s', (queue, waiting, status) => expect(statusOf(GENERAL, queue, waiting)).toBe(status));

test('without thresholds everything known is ok', () => {
  expect(statusOf({ queues: {} }, 'celery', 1e9)).toBe('ok');
  expect(statusOf({ queues: {} }, 'celery', Number.NaN)).toBe('unknown');
});

test.each<[waiting: number, workers: number, status: Status]>([
  [1, 0, 'unconsumed'],
  [5000, 0, 'unconsumed'],
  [0, 0, 'ok'],
  [1, Number.NaN, 'ok'],
  [5000, 1, 'critical'],
  [Number.NaN, 0, 'unknown'],
])('%d waiting and %d workers: %s', (waiting, workers, status) => expect(statusOf(GENERAL, 'celery', waiting, workers)).toBe(status));

test.each<[Status[], Status]>([
  [['ok', 'ok'], 'ok'],
  [['ok', 'unknown'], 'unknown'],
  [['unknown', 'warning', 'ok'], 'warning'],
  [['warning', 'critical', 'unknown'], 'critical'],
  [['critical', 'unconsumed', 'unknown'], 'unconsumed'],
  [[], 'unknown'],
])('of %j the worst is %s', (statuses, worst) => expect(worstStatus(statuses)).toBe(worst));
