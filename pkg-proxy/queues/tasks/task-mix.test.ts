import { expect, test } from 'vitest';
import type { Peek, QueuedTask } from '../ports/peek';
import { mixOf, NOT_READ } from './task-mix';

const NOW = Date.UTC(2026, 10, 22, 12);

function task(name: string | undefined, change: Partial<QueuedTask> = {}): QueuedTask {
  const rest = { step: 0, retries: 0, eta: undefined, sentAt: undefined, bytes: 100, format: 'json', args: undefined, kwargs: undefined };
  return { task: name, ...rest, ...change };
}
const peek = (tasks: readonly QueuedTask[], steps: Peek['steps']): Peek => ({
  queue: 'q',
  at: NOW,
  waiting: steps.reduce((sum, { length }) => sum + length, 0),
  tasks,
  steps,
});
const sent = (secondsAgo: number) => ({ at: NOW - secondsAgo * 1000, quality: 'exact' as const });

test('counts by task and format, largest first; what was read whole is exact', () => {
  const tasks = [task('a', { retries: 2, bytes: 300 }), task('b'), task('a', { format: 'pickle' }), task('b'), task('a'), task('b')];
  expect(mixOf(peek(tasks, [{ step: 0, length: 6, sampled: 6 }]))).toMatchObject([
    { task: 'b', format: 'json', count: 3, share: 0.5, retries: 0, bytes: 100, quality: 'exact', sampled: 6, length: 6 },
    { task: 'a', format: 'json', count: 2, share: 2 / 6, retries: 2, bytes: 200 },
    { task: 'a', format: 'pickle', count: 1 },
  ]);
});

test('a sample stands for its own list alone', () => {
  const tasks = [task('a'), task('b'), task('a'), task('a'), task('low', { step: 9 }), task(undefined, { step: 9, format: 'broken JSON' })];
  const mix = mixOf(
    peek(tasks, [
      { step: 0, length: 1000, sampled: 4 },
      { step: 9, length: 2, sampled: 2 },
    ]),
  );
  expect(mix.map(({ task, step, count, quality }) => [task, step, count, quality])).toEqual([
    ['a', 0, 750, 'estimate'],
    ['b', 0, 250, 'estimate'],
    ['low', 9, 1, 'exact'],
    [undefined, 9, 1, 'exact'],
  ]);
  expect(mix.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test('a list of which nothing was read is counted, and nothing else is said of it', () => {
  const [unread] = mixOf(peek([], [{ step: 3, length: 40, sampled: 0 }]));
  expect(unread).toMatchObject({
    task: undefined,
    step: 3,
    count: 40,
    share: 1,
    format: NOT_READ,
    quality: 'unknown',
    retries: Number.NaN,
  });
});

test('the oldest has waited since it was sent, or since it was due', () => {
  const ageOf = (...tasks: QueuedTask[]) => mixOf(peek(tasks, [{ step: 0, length: tasks.length, sampled: tasks.length }]))[0]?.oldest;
  expect(ageOf(task('a'))).toBeNaN();
  expect(ageOf(task('a', { sentAt: sent(5) }), task('a', { sentAt: sent(90) }), task('a'))).toBe(90);
  expect(ageOf(task('a', { sentAt: sent(90), eta: NOW + 1000 }))).toBeNaN();
  expect(ageOf(task('a', { sentAt: sent(90), eta: NOW - 30_000 }))).toBe(30);
  expect(ageOf(task('a', { eta: NOW - 30_000 }))).toBe(30);
  expect(ageOf(task('a', { sentAt: sent(-5) }))).toBe(0); // a sender's clock that goes ahead
});

test('tasks whose time has not come are counted as the others are', () => {
  const tasks = [task('a', { eta: NOW + 1 }), task('a', { eta: NOW }), task('a'), task('a')];
  expect(mixOf(peek(tasks, [{ step: 0, length: 100, sampled: 4 }]))[0]?.scheduled).toBe(25);
});

test('an empty queue has nothing in it', () => expect(mixOf(peek([], []))).toEqual([]));
