import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TaskEvent } from '../../ports/task-feed';
import { RunsBook } from '../runs-book';
import { ClosedMinutes } from './closed-minutes';

const MINUTE = 60_000;
const START = 1_700_000_040_000;
const nothing = { queueOfMessage: () => undefined, queueOfTask: () => undefined, onlyQueueOf: () => undefined };
let book: RunsBook;
let minutes: ClosedMinutes;
let runs = 0;

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ['Date', 'performance'] });
  book = new RunsBook(() => nothing);
  minutes = new ClosedMinutes(book);
});
afterEach(() => void vi.useRealTimers());

/** A run from begin to end. */
function ran(name: string, runtime?: number): void {
  const uuid = `u${runs++}`;
  const event = { uuid, node: 'w@h', at: Date.now() };
  const events: TaskEvent[] = [
    { ...event, kind: 'received', name },
    { ...event, kind: 'started' },
    runtime === undefined ? { ...event, kind: 'failed', exception: 'KeyError' } : { ...event, kind: 'succeeded', runtime },
  ];
  book.heard(events, 1);
}
const taken = (open = false) => minutes.take(open).map(({ at, ended }) => [(at - START) / MINUTE, Object.fromEntries(ended)]);

test('each minute is handed out once, some seconds after its end', () => {
  book.begin();
  ran('a', 1);
  ran('a');
  ran('b', 2);
  vi.advanceTimersByTime(MINUTE + 4_000);
  expect(taken()).toEqual([]);
  ran('a', 1);
  vi.advanceTimersByTime(2_000);
  expect(taken()).toEqual([[0, { a: 2, b: 1 }]]);
  expect(taken()).toEqual([]);
  vi.advanceTimersByTime(2 * MINUTE);
  expect(taken()).toEqual([
    [1, { a: 1 }],
    [2, {}],
  ]);
});

test('of a minute in which nobody listened there is nothing; one that was heard in part says how long', () => {
  book.begin();
  vi.advanceTimersByTime(15_000);
  book.pause();
  vi.advanceTimersByTime(2 * MINUTE);
  book.begin();
  vi.advanceTimersByTime(MINUTE);
  expect(minutes.take(false).map(({ at, listenedMs }) => [(at - START) / MINUTE, Math.round(listenedMs / 1000)])).toEqual([
    [0, 15],
    [2, 45],
  ]);
});

test('at the end the running minute is handed out as well', () => {
  book.begin();
  ran('a', 1);
  vi.advanceTimersByTime(30_000);
  expect(taken(true)).toEqual([[0, { a: 1 }]]);
});

test('tasks of one group are folded together, with their durations', () => {
  book.begin();
  ran('a', 1);
  ran('b', 3);
  ran('c');
  vi.advanceTimersByTime(MINUTE + 10_000);
  const groups = minutes.take(false)[0]?.grouped((task) => (task === 'c' ? 'c' : 'Other'));
  expect(groups?.get('Other')?.countOf('succeeded')).toBe(2);
  expect(groups?.get('Other')?.runtime?.spread(150).counts).toEqual([1, 1]);
  expect(groups?.get('c')).toMatchObject({ runtime: undefined });
});

test('what is skipped is not handed out', () => {
  book.begin();
  ran('a', 1);
  vi.advanceTimersByTime(MINUTE + 10_000);
  minutes.skip();
  expect(taken()).toEqual([]);
  ran('b', 1);
  vi.advanceTimersByTime(MINUTE);
  expect(taken()).toEqual([[1, { b: 1 }]]);
});

test('after the clock was set back minutes are handed out again', () => {
  book.begin();
  vi.advanceTimersByTime(MINUTE + 10_000);
  expect(taken()).toEqual([[0, {}]]);
  vi.setSystemTime(START - 60 * MINUTE);
  expect(taken()).toEqual([]);
  ran('a', 1);
  vi.advanceTimersByTime(MINUTE + 10_000);
  expect(taken()).toEqual([[-60, { a: 1 }]]);
});
