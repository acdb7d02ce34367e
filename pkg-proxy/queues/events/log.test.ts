import { expect, test } from 'vitest';
import type { BacklogEvent, NewEvent } from './event';
import { EventLog } from './log';
import { Repeats } from './repeats';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 5, 12);
const event = (at: number, more: Partial<NewEvent> = {}): NewEvent => ({
  at: BEGIN + at,
  kind: 'drained',
  queue: 'celery',
  severity: 'info',
  title: 'celery is empty',
  text: 'It was full.',
  ...more,
});

test('keeps a thousand events, and none older than a day', () => {
  const log = new EventLog();
  for (let i = 0; i < 1500; i++) log.add(event(i));
  expect(log.last(2000).map(({ at }) => at - BEGIN)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 500));
  log.add(event(24 * 3600_000 + 1000));
  expect(log.last(2000)).toHaveLength(501);
});

const HOUR = 60 * MINUTE;

test('what goes on is kept however long it lasts and however much happens meanwhile', () => {
  const log = new EventLog();
  const id = log.add(event(0, { kind: 'unreadable', open: true }));
  for (let i = 0; i < 1200; i++) log.add(event(25 * HOUR + i));
  expect(log.between(BEGIN + 30 * HOUR, BEGIN + 31 * HOUR).map((e) => e.id)).toEqual([id]);
  expect(log.last(2000)).toHaveLength(1000);
});

test('what lasted is kept for a day from its end', () => {
  const log = new EventLog();
  const id = log.add(event(0, { open: true }));
  log.update(id, { open: false, until: BEGIN + 40 * HOUR });
  const kept = (at: number) => {
    log.add(event(at));
    return log.get(id) !== undefined;
  };
  expect([41, 63, 65].map((hours) => kept(hours * HOUR))).toEqual([true, true, false]);
});

test('ids differ, tags say kind, severity and whom it is about', () => {
  const log = new EventLog();
  const ids = [log.add(event(0)), log.add(event(0)), log.add(event(0, { queue: undefined, worker: 'w1@h', kind: 'worker-gone' }))];
  expect(new Set(ids).size).toBe(3);
  expect(log.last(3).map(({ tags }) => tags)).toEqual([
    ['drained', 'info', 'celery'],
    ['drained', 'info', 'celery'],
    ['worker-gone', 'info', 'w1@h'],
  ]);
});

test('a range has what touches it: what lasts, and what goes on', () => {
  const log = new EventLog();
  const instant = log.add(event(0));
  const long = log.add(event(0, { until: BEGIN + 10 * MINUTE }));
  const open = log.add(event(2 * MINUTE, { open: true }));
  const ids = (from: number, to: number) => log.between(BEGIN + from, BEGIN + to).map(({ id }) => id);
  expect(ids(-1, MINUTE)).toEqual([instant, long]);
  expect(ids(1, MINUTE)).toEqual([long]);
  expect(ids(30 * MINUTE, 40 * MINUTE)).toEqual([open]);
  expect(ids(-9, -1)).toEqual([]);
});

test('who listens hears of each event when it comes and when it changes', () => {
  const log = new EventLog();
  const heard: BacklogEvent[] = [];
  const end = log.onEvent((e) => heard.push(e));
  const id = log.add(event(0, { open: true }));
  log.update(id, { open: false, until: BEGIN + 5, severity: 'critical' });
  log.update('nobody', { until: 1 });
  end();
  log.add(event(1));
  expect(heard.map((e) => [e.id, e.open, e.until, e.tags[1]])).toEqual([
    [id, true, undefined, 'info'],
    [id, false, BEGIN + 5, 'critical'],
  ]);
});

test('what happens again and again is four events and one that grows; of others it says nothing', () => {
  const log = new EventLog();
  const repeats = new Repeats(log);
  const tell = (about: string, minute: number, more: Partial<NewEvent> = {}) =>
    repeats.tell(about, event(minute * MINUTE, more), minute * MINUTE);
  for (let i = 0; i < 100; i++) tell('celery', i, { severity: i === 50 ? 'critical' : 'info' });
  tell('emails', 100, { queue: 'emails' });
  const events = log.last(1000);
  expect(events).toHaveLength(6);
  expect(events[4]).toMatchObject({ at: BEGIN + 4 * MINUTE, until: BEGIN + 99 * MINUTE, severity: 'critical' });
  expect(events[4]?.text).toBe('It was full. This happened 96 times since 2026-01-05T12:04:00.000Z.');

  tell('celery', 200);
  expect(log.last(1)[0]).toMatchObject({ at: BEGIN + 200 * MINUTE, text: 'It was full.' });
});

test('a clock that is set back does not begin to tell one by one again', () => {
  const log = new EventLog();
  const repeats = new Repeats(log);
  for (let i = 0; i < 20; i++) repeats.tell('celery', event((i < 10 ? i : i - 60) * MINUTE), i * MINUTE);
  expect(log.last(100)).toHaveLength(5);
});

test('what repeats under ever new names is forgotten', () => {
  const log = new EventLog();
  const repeats = new Repeats(log);
  for (let i = 0; i < 5000; i++) repeats.tell(`worker ${i}`, event(i * MINUTE), i * MINUTE);
  expect(repeats.size).toBeLessThan(1100);
});
