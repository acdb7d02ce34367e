import { describe, expect, test, vi } from 'vitest';
import { finish } from '../../lifetime/work';
import {
  all,
  countsOf,
  event,
  feed,
  HOUR,
  hints,
  MINUTE,
  pass,
  read,
  runs,
  SECOND,
  START,
  say,
  sent,
  valuesOf,
} from '../testing/runs-scene';

describe('events of one task', () => {
  test('in order', async () => {
    say('sent', 'u', sent);
    await pass(2 * SECOND);
    say('received', 'u', { name: 'shop.pay' });
    say('started', 'u');
    await pass(4 * SECOND);
    say('succeeded', 'u', { runtime: 4 });
    await pass(2 * SECOND);
    expect(countsOf({ by: 'queue' })).toEqual({ emails: { sent: 1, received: 1, started: 1, succeeded: 1 } });
    expect(countsOf({ by: 'worker' })).toEqual({ '': { sent: 1 }, 'w@h': { received: 1, started: 1, succeeded: 1 } });
    expect(valuesOf('runtime')).toEqual({ 'shop.pay': 4 });
    expect(valuesOf('queueTime')).toEqual({ 'shop.pay': 2 });
    expect(valuesOf('busy')['shop.pay']).toBeCloseTo(4 / 8, 3);
    expect(valuesOf('failureRatio')).toEqual({ 'shop.pay': 0 });
  });

  test('that come in any order have the name and queue that come late', async () => {
    say('sent', 'before', sent); // so it is known that producers tell
    await pass(SECOND);
    say('started', 'u');
    say('succeeded', 'u', { runtime: 0.1 });
    await pass(500);
    say('received', 'u', { name: 'shop.pay', at: Date.now() - 600 });
    await pass(500);
    say('sent', 'u', { ...sent, at: Date.now() - 1200 });
    await pass(SECOND);
    expect(countsOf({ by: 'queue' })).toEqual({ emails: { sent: 2, received: 1, started: 1, succeeded: 1 } });
    expect(countsOf()).toEqual({ 'shop.pay': { sent: 2, received: 1, started: 1, succeeded: 1 } });
  });

  test('never received count under no name, after a while', async () => {
    say('started', 'u');
    say('failed', 'u', { exception: 'KeyError' });
    await pass(2 * SECOND);
    expect(countsOf()).toEqual({});
    await pass(3 * SECOND);
    expect(countsOf()).toEqual({ '': { started: 1, failed: 1 } });
    expect(finish(runs.exceptions({ from: START, to: Date.now() }, all))).toEqual([
      { task: '', exception: 'KeyError', failed: 1, retried: 0 },
    ]);
  });

  test('that come twice count once', async () => {
    say('sent', 'u', sent);
    for (const kind of ['received', 'started', 'succeeded'] as const) {
      const twice = event(kind, 'u', { runtime: 1 });
      feed.sayAll([twice, twice]);
      await pass(100);
    }
    await pass(20 * SECOND);
    say('succeeded', 'u', { runtime: 1 });
    say('succeeded', 'u', { runtime: 1, node: 'other@h' });
    await pass(2 * SECOND);
    expect(countsOf()).toEqual({ 'shop.pay': { sent: 1, received: 1, started: 1, succeeded: 1 } });
  });

  test('rejected and then failed are one run, and both count', async () => {
    say('received', 'u', { name: 'shop.pay' });
    say('started', 'u');
    await pass(2 * SECOND);
    say('rejected', 'u');
    say('failed', 'u', { exception: 'WorkerLostError' });
    await pass(2 * SECOND);
    expect(countsOf()).toEqual({ 'shop.pay': { received: 1, started: 1, rejected: 1, failed: 1 } });
    expect(valuesOf('busy')['shop.pay']).toBeCloseTo(2 / 4, 3);
  });

  test('a retry is a run of its own, which waits from when it is due', async () => {
    say('sent', 'u', sent);
    say('received', 'u', { name: 'shop.pay' });
    say('started', 'u');
    await pass(2 * SECOND);
    // The retry is received before it is told to be sent, and before the run that asks for it is over.
    say('received', 'u', { name: 'shop.pay', eta: Date.now() + 10 * SECOND });
    say('sent', 'u', { ...sent, eta: Date.now() + 10 * SECOND });
    say('retried', 'u', { exception: 'TimeoutError' });
    await pass(13 * SECOND);
    say('started', 'u');
    await pass(SECOND);
    say('succeeded', 'u', { runtime: 1 });
    await pass(2 * SECOND);
    expect(countsOf()).toEqual({ 'shop.pay': { sent: 2, received: 2, started: 2, retried: 1, succeeded: 1 } });
    expect(valuesOf('queueTime')['shop.pay']).toBeCloseTo(3, 3);
    expect(valuesOf('busy')['shop.pay']).toBeCloseTo(3 / 18, 3);
  });

  test('what tells late of a run that has started says nothing of its retry', async () => {
    say('sent', 'other', sent); // by the same producer, so that its clock is known
    await pass(10);
    say('received', 'u', { name: 'shop.pay' });
    say('started', 'u');
    await pass(5 * SECOND);
    say('sent', 'u', { ...sent, at: START });
    say('retried', 'u', { exception: 'TimeoutError' });
    say('received', 'u', { name: 'shop.pay' });
    await pass(2 * SECOND);
    say('started', 'u');
    await pass(2 * SECOND);
    expect(valuesOf('queueTime')['shop.pay']).toBeCloseTo(2, 2);
  });

  test('a message that is delivered again runs again', async () => {
    for (let i = 0; i < 2; i++) {
      say('received', 'u', { name: 'shop.pay' });
      say('started', 'u');
      await pass(SECOND);
      say('succeeded', 'u', { runtime: 1 });
      await pass(SECOND);
    }
    expect(countsOf()).toEqual({ 'shop.pay': { received: 2, started: 2, succeeded: 2 } });
  });

  test('revoked before it starts takes no slot', async () => {
    say('received', 'u', { name: 'shop.pay' });
    await pass(10 * SECOND);
    say('revoked', 'u');
    await pass(2 * SECOND);
    expect(countsOf()).toEqual({ 'shop.pay': { received: 1, revoked: 1 } });
    expect(valuesOf('busy')).toEqual({ 'shop.pay': 0 });
  });
});

describe('clocks', () => {
  test.each([HOUR, -HOUR])('of a worker %d ms ahead of ours change neither minute nor duration', async (ahead) => {
    for (let i = 0; i < 5; i++) {
      say('sent', `u${i}`, sent);
      await pass(2 * SECOND);
      say('received', `u${i}`, { name: 'shop.pay', at: Date.now() + ahead });
      say('started', `u${i}`, { at: Date.now() + ahead });
      await pass(SECOND);
      say('failed', `u${i}`, { at: Date.now() + ahead, exception: 'KeyError' });
      await pass(SECOND);
    }
    expect(countsOf()).toEqual({ 'shop.pay': { sent: 5, received: 5, started: 5, failed: 5 } });
    expect(valuesOf('queueTime')['shop.pay']).toBeCloseTo(2, 1);
    expect(valuesOf('busy')['shop.pay']).toBeCloseTo(5 / 20, 1);
    expect(read(['started']).times).toEqual(Float64Array.of(START));
  });

  test('an ETA is by the clock of the worker that waits for it', async () => {
    const ahead = HOUR;
    say('received', 'first', { name: 'shop.pay', at: Date.now() + ahead });
    say('sent', 'u', { ...sent, eta: Date.now() + ahead + 10 * SECOND });
    say('received', 'u', { name: 'shop.pay', at: Date.now() + ahead });
    await pass(12 * SECOND);
    say('started', 'u', { at: Date.now() + ahead });
    await pass(2 * SECOND);
    expect(valuesOf('queueTime')['shop.pay']).toBeCloseTo(2, 1);
  });

  test('ours set back drops what has not been yet, and goes on', async () => {
    for (let i = 0; i < 10; i++) {
      say('received', `u${i}`, { name: 'shop.pay' });
      await pass(MINUTE);
    }
    vi.setSystemTime(START + 4 * MINUTE + 30 * SECOND);
    await pass(2 * SECOND);
    expect(valuesOf('received', { to: START + HOUR })).toEqual({ 'shop.pay': 4 });
    say('received', 'v', { name: 'shop.pay' });
    await pass(2 * MINUTE);
    expect(valuesOf('received', { to: START + HOUR })).toEqual({ 'shop.pay': 5 });
  });

  test('ours set forward leaves a gap, not a zero', async () => {
    say('received', 'u', { name: 'shop.pay' });
    await pass(MINUTE + SECOND);
    vi.setSystemTime(START + 10 * MINUTE);
    await pass(2 * MINUTE);
    const { series, times } = read(['received'], { stepMs: MINUTE, to: START + 11 * MINUTE });
    expect(times.length).toBe(12);
    const [values] = series.map((one) => Array.from(one.values.get('received') ?? []));
    expect(values?.slice(0, 2)).toEqual([1, 0]);
    expect(values?.slice(2, 10)).toEqual(Array(8).fill(Number.NaN));
    expect(values?.slice(10)).toEqual([0, 0]);
  });
});

describe('queues that no event tells', () => {
  test.each<[string, () => void, string, string]>([
    ['the message was seen in one', () => hints.message.set('u', 'emails'), 'emails', 'exact'],
    ['such tasks were seen in one', () => hints.task.set('shop.pay', 'emails'), 'emails', 'estimate'],
    ['the worker consumes one', () => hints.worker.set('w@h', 'emails'), 'emails', 'estimate'],
    ['nobody knows', () => undefined, '', 'exact'],
  ])('%s', async (_, know, queue, quality) => {
    know();
    await pass(MINUTE);
    say('received', 'u', { name: 'shop.pay' });
    say('started', 'u');
    await pass(2 * SECOND);
    const { series } = read(['started'], { by: 'queue', from: Date.now() });
    expect(series.map((one) => [one.name, one.values.get('started')?.[0], one.quality])).toEqual([[queue, 1, quality]]);
    expect(read(['queueTime'], { from: Date.now() }).series[0]?.queueTimeQuality, 'how long it waited before it was received').toBe(
      'atLeast',
    );
  });

  test('what may belong to a queue that is asked for makes it at least', async () => {
    await pass(MINUTE);
    say('sent', 'u', sent);
    say('received', 'v', { name: 'other' });
    await pass(2 * SECOND);
    const quality = (tasks: (name: string) => boolean) =>
      read(['sent'], { from: Date.now(), tasks, queues: (queue) => queue === 'emails' }).series.map((one) => one.quality);
    expect(quality(all)).toEqual(['atLeast']);
    expect(quality((task) => task === 'shop.pay')).toEqual(['exact']);
  });
});
