import { describe, expect, test } from 'vitest';
import { englishOf } from '../../../src/contract/messages/message';
import { finish } from '../../lifetime/work';
import { BrokerError } from '../ports/reader';
import {
  all,
  countsOf,
  event,
  feed,
  know,
  logged,
  MINUTE,
  pass,
  read,
  runs,
  SECOND,
  START,
  say,
  sent,
  takeOver,
  valuesOf,
} from '../testing/runs-scene';

const totalsOf = (name: string, inQueue = '') => runs.totals.find(({ task, queue }) => task === name && queue === inQueue);

describe('time that runs take', () => {
  test('counts in the minutes in which it passes, also of a run that is not over', async () => {
    say('received', 'u', { name: 'shop.pay' });
    await pass(30 * SECOND);
    say('started', 'u');
    await pass(2 * MINUTE);
    const busy = () =>
      Array.from(read(['busy'], { stepMs: MINUTE }).series[0]?.values.get('busy') ?? [], (value) => Number(value.toFixed(2)));
    expect(busy()).toEqual([0.5, 1, 1]);
    await pass(10 * SECOND);
    say('succeeded', 'u', { runtime: 130 });
    await pass(60 * SECOND);
    expect(busy()).toEqual([0.5, 1, 0.67, 0]);
  });

  test('of a run that had begun before anybody listened counts from then on', async () => {
    await pass(10 * SECOND);
    say('received', 'u', { name: 'shop.pay' });
    say('succeeded', 'u', { runtime: 3600 });
    await pass(10 * SECOND);
    expect(valuesOf('busy')['shop.pay']).toBeCloseTo(0.5, 3);
    expect(valuesOf('runtime')).toEqual({ 'shop.pay': 3600 });
  });

  test('ends with the worker', async () => {
    know([{ name: 'w@h', here: true, processed: 0, heardAt: performance.now() + 1 }]);
    await pass(5 * SECOND);
    know([{ name: 'w@h', here: true, processed: 0, heardAt: performance.now() }]);
    say('received', 'u', { name: 'shop.pay' });
    say('started', 'u');
    await pass(5 * SECOND);
    know([{ name: 'w@h', here: false, processed: 0, heardAt: performance.now() }]);
    await pass(50 * SECOND);
    expect(valuesOf('busy')['shop.pay']! * 60).toBeCloseTo(6, 0);
  });

  test('loads queues', async () => {
    for (let s = 0; s < 200; s++) {
      say('sent', `u${s}`, sent);
      say('started', `u${s}`);
      await pass(500);
      say('succeeded', `u${s}`, { runtime: 0.5 });
      await pass(500);
    }
    expect(runs.loadOf('emails')?.busy).toBeCloseTo(0.5, 2);
    expect(runs.loadOf('emails')?.meanRuntime).toBeCloseTo(0.5, 2);
    expect(runs.loadOf('reports')).toMatchObject({ busy: 0, meanRuntime: Number.NaN, quality: 'exact' });
  });
});

describe('listening', () => {
  const qualities = () => {
    const { qualities } = read(['received'], { stepMs: MINUTE });
    return Array.from(qualities, (i) => ['exact', 'estimate', 'atLeast', 'stale', 'unknown'][i]);
  };
  test('a minute with a reconnect is at least, one without anybody is unknown, and all the rest is exact', async () => {
    await pass(MINUTE + 30 * SECOND);
    feed.failure = new BrokerError('refused', 'nobody there');
    feed.fail();
    await pass(3 * MINUTE);
    expect(runs.state.error?.message).toBe('nobody there');
    expect(runs.problems.map(englishOf)).toEqual(['Task events cannot be heard: nobody there']);
    feed.failure = undefined;
    await pass(2 * MINUTE);
    expect(runs.state.since).toBeDefined();
    expect(qualities()).toEqual(['exact', 'atLeast', 'unknown', 'unknown', 'atLeast', 'exact', 'exact']);
    expect(logged).toEqual(['Cannot listen to task events.', 'Cannot listen to task events.', 'Listening to task events works again.']);
  });

  test('a pause is a gap', async () => {
    await pass(MINUTE + SECOND);
    for (const listener of feed.listeners) listener.paused();
    expect(runs.state).toMatchObject({ paused: true, since: undefined });
    await pass(MINUTE);
    for (const listener of feed.listeners) listener.paused();
    await pass(MINUTE);
    for (const listener of feed.listeners) listener.listening();
    await pass(MINUTE);
    expect(qualities()).toEqual(['exact', 'atLeast', 'unknown', 'atLeast', 'exact']);
    expect(runs.state.paused).toBe(false);
    expect(logged).toEqual(['there are more task events than can be read; none is read for a while', 'task events are read again']);
  });

  test('events that stand for several are estimates', async () => {
    feed.sayAll([event('received', 'u', { name: 'shop.pay' }), event('failed', 'u', { exception: 'KeyError' })], 2.5);
    expect(runs.state.weight).toBe(2.5);
    await pass(MINUTE);
    say('received', 'v', { name: 'shop.pay' });
    await pass(MINUTE);
    expect(countsOf()).toEqual({ 'shop.pay': { received: 3.5, failed: 2.5 } });
    expect(qualities()).toEqual(['estimate', 'exact', 'exact']);
    expect(logged).toEqual(['there are many task events; only some are read, and numbers are estimates', 'all task events are read again']);
  });

  test('what cannot be read is counted, and logged once', () => {
    for (let i = 0; i < 3; i++) for (const listener of feed.listeners) listener.unreadable();
    expect(runs.state.unreadable).toBe(3);
    expect(logged.length).toBe(1);
  });

  test('what was heard stays known to who takes over', async () => {
    say('received', 'u', { name: 'shop.pay' });
    await pass(SECOND);
    await takeOver();
    await pass(0);
    say('started', 'u');
    await pass(2 * SECOND);
    expect(countsOf()).toEqual({ 'shop.pay': { received: 1, started: 1 } });
    expect(totalsOf('shop.pay')?.counts.received).toBe(1);
  });

  test('a worker that works and tells nothing makes the minute at least, and there is a notice', async () => {
    for (let s = 0; s < 180; s += 2) {
      const done = s < 90 ? 0 : s - 90;
      know(['a@h', 'b@h'].map((name) => ({ name, here: true, processed: done, heardAt: performance.now() })));
      for (let i = 0; s >= 90 && i < 2; i++) say('started', `${s} ${i}`, { node: 'a@h' });
      await pass(2 * SECOND);
    }
    expect(runs.coverage).toEqual([
      { worker: 'a@h', state: 'complete' },
      { worker: 'b@h', state: 'silent' },
    ]);
    expect(runs.problems.map(englishOf)).toEqual(["1 of 2 workers doesn't send task events: start it with -E."]);
    expect(qualities()).toEqual(['exact', 'atLeast', 'atLeast', 'atLeast']);
  });
});

describe('what is counted since the start', () => {
  test('by task and queue; of what there are too many of, the first have numbers of their own', () => {
    say('sent', 'u', sent);
    say('sent', 'v', { ...sent, queue: 'reports' });
    for (let i = 0; i < 2000; i++) say('sent', `w${i}`, { ...sent, name: `made.up.${i}` });
    expect(totalsOf('shop.pay', 'emails')?.counts.sent).toBe(1);
    expect(totalsOf('shop.pay', 'reports')?.counts.sent).toBe(1);
    expect(totalsOf('Other', 'Other')?.counts.sent).toBe(1002);
    expect(runs.totals.length).toBe(1001);
  });

  test('by exception and by runtime', async () => {
    for (const [i, runtime] of [0.001, 0.005, 0.3, 99].entries()) {
      say('received', `u${i}`, { name: 'shop.pay' });
      say('succeeded', `u${i}`, { runtime });
    }
    for (let i = 0; i < 25; i++) {
      say('received', `f${i}`, { name: 'shop.pay' });
      say('failed', `f${i}`, { exception: `Error${i}` });
    }
    const totals = totalsOf('shop.pay');
    expect(totals?.counts).toMatchObject({ received: 29, succeeded: 4, failed: 25 });
    expect(totals?.buckets).toEqual([2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
    expect(totals?.runtimeSum).toBeCloseTo(99.306, 6);
    expect(totals?.failed.size).toBe(21);
    expect(totals?.failed.get('Other')).toBe(5);
    const exceptions = finish(runs.exceptions({ from: START, to: Date.now() }, all));
    expect(exceptions.length).toBe(20);
    expect(exceptions[0]).toEqual({ task: 'shop.pay', exception: 'Other', failed: 6, retried: 0 });
  });
});
