import { expect, test } from 'vitest';
import { complete } from './complete';

const queue = (name: string, waiting: number | null = null) => ({ name, source: 'seen' as const, lastSeen: null, waiting });
const QUEUES = [queue('re-celery'), queue('celery-high', 3), queue('celery', 0), queue('emails')];
const offered = (typed: string) => complete(typed, QUEUES, ['queue', 'env']).map(({ value }) => value);

test('offers everything at first, variables last', () => {
  expect(offered('')).toEqual(['re-celery', 'celery-high', 'celery', 'emails', '$queue', '$env']);
});
test('offers the closest first', () => expect(offered('CELERY')).toEqual(['celery', 'celery-high', 're-celery']));
test('shows what a glob or a regular expression fits', () => {
  expect(offered('e*s')).toEqual(['emails']);
  expect(offered('/^celery/')).toEqual(['celery-high', 'celery']);
});
test('offers variables by their names', () => expect(offered('$q')).toEqual(['$queue']));
test('says how long a queue is when that is known', () => {
  expect(complete('celery-high', QUEUES, [])[0]).toEqual({ value: 'celery-high', label: 'celery-high', description: '3 waiting' });
  expect(complete('emails', QUEUES, [])[0]).toEqual({ value: 'emails', label: 'emails' });
});
test('shows no more than a person reads', () => {
  expect(
    complete(
      '',
      Array.from({ length: 5000 }, (_, i) => queue(`q${i}`)),
      [],
    ),
  ).toHaveLength(200);
});
