import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { finish } from '../../lifetime/work';
import { BrokerError } from '../ports/reader';
import type { TaskEvent, TaskEventKind } from '../ports/task-feed';
import { FakeTaskFeed } from '../testing/fake-task-feed';
import type { WorkerSeen } from './coverage';
import type { RunMeasure, RunsRequest } from './read-runs';
import { Runs } from './runs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 24, 12);
const all = () => true;

let feed: FakeTaskFeed;
let ending: AbortController;
let running: Promise<void>;
let runs: Runs;
let workers: WorkerSeen[];
let logged: string[];
const hints = { message: new Map<string, string>(), task: new Map<string, string>(), worker: new Map<string, string>() };
const log = { info: (message: string) => void logged.push(message), warn: (message: string) => void logged.push(message) };
const options = () => ({
  feed,
  hints: {
    queueOfMessage: (uuid: string) => hints.message.get(uuid),
    queueOfTask: (name: string) => hints.task.get(name),
    onlyQueueOf: (worker: string) => hints.worker.get(worker),
  },
  workers: () => workers,
  label: 'fake',
  log,
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(async () => {
  vi.useFakeTimers({ now: START });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  feed = new FakeTaskFeed();
  ending = new AbortController();
  workers = [];
  logged = [];
  for (const hint of Object.values(hints)) hint.clear();
  runs = new Runs(options());
  running = runs.run(ending.signal);
  await pass(0);
});
afterEach(async () => {
  ending.abort();
  await pass(0);
  await running;
  expect(vi.getTimerCount(), 'timers that outlive the runs').toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** An event of the worker `w@h` now. */
const event = (kind: TaskEventKind, uuid: string, rest: Partial<TaskEvent> = {}): TaskEvent => ({
  kind,
  uuid,
  node: kind === 'sent' ? 'gen1@p' : 'w@h',
  at: Date.now(),
  ...rest,
});
const say = (kind: TaskEventKind, uuid: string, rest: Partial<TaskEvent> = {}) => feed.sayAll([event(kind, uuid, rest)]);
const sent = { name: 'shop.pay', queue: 'emails' };

function read(measures: readonly RunMeasure[], request: Partial<RunsRequest> = {}) {
  return finish(runs.read({ from: START, to: Date.now(), by: 'task', tasks: all, queues: all, statistic: 'max', ...request, measures }));
}
/** Values of one measure by group, over the whole range. */
function valuesOf(measure: RunMeasure, request: Partial<RunsRequest> = {}): Record<string, number> {
  return Object.fromEntries(read([measure], request).series.map(({ name, values }) => [name, values.get(measure)?.[0] ?? Number.NaN]));
}
/** All counts that are not 0, by group. */
function countsOf(request: Partial<RunsRequest> = {}): Record<string, Record<string, number>> {
  const kinds = ['sent', 'received', 'started', 'succeeded', 'failed', 'retried', 'revoked', 'rejected'] as const;
  return Object.fromEntries(
    read(kinds, request).series.map(({ name, values }) => [
      name,
      Object.fromEntries(Array.from(values, ([kind, [value = 0]]) => [kind, value] as const).filter(([, value]) => value > 0)),
    ]),
  );
}

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
    workers = [{ name: 'w@h', here: true, processed: 0, heardAt: performance.now() + 1 }];
    await pass(5 * SECOND);
    workers = [{ name: 'w@h', here: true, processed: 0, heardAt: performance.now() }];
    say('received', 'u', { name: 'shop.pay' });
    say('started', 'u');
    await pass(5 * SECOND);
    workers = [{ name: 'w@h', here: false, processed: 0, heardAt: performance.now() }];
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
    expect(runs.loadOf('reports')).toBeUndefined();
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
    expect(runs.problems).toEqual(['Task events cannot be heard: nobody there']);
    feed.failure = undefined;
    await pass(2 * MINUTE);
    expect(runs.state.since).toBeDefined();
    expect(qualities()).toEqual(['exact', 'atLeast', 'unknown', 'unknown', 'atLeast', 'exact', 'exact']);
    expect(logged).toEqual(['task events cannot be heard', 'task events cannot be heard', 'task events can be heard again']);
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
    ending.abort();
    await running;
    ending = new AbortController();
    runs = new Runs(options(), runs);
    running = runs.run(ending.signal);
    await pass(0);
    say('started', 'u');
    await pass(2 * SECOND);
    expect(countsOf()).toEqual({ 'shop.pay': { received: 1, started: 1 } });
    expect(runs.totals.get('shop.pay')?.counts.received).toBe(1);
  });

  test('a worker that works and tells nothing makes the minute at least, and there is a notice', async () => {
    for (let s = 0; s < 180; s += 2) {
      const done = s < 90 ? 0 : s - 90;
      workers = ['a@h', 'b@h'].map((name) => ({ name, here: true, processed: done, heardAt: performance.now() }));
      for (let i = 0; s >= 90 && i < 2; i++) say('started', `${s} ${i}`, { node: 'a@h' });
      await pass(2 * SECOND);
    }
    expect(runs.coverage).toEqual([
      { worker: 'a@h', state: 'complete' },
      { worker: 'b@h', state: 'silent' },
    ]);
    expect(runs.problems).toEqual(["1 of 2 workers doesn't send task events: start it with -E."]);
    expect(qualities()).toEqual(['exact', 'atLeast', 'atLeast', 'atLeast']);
  });
});

describe('what is counted since the start', () => {
  test('by exception and by runtime', async () => {
    for (const [i, runtime] of [0.001, 0.005, 0.3, 99].entries()) {
      say('received', `u${i}`, { name: 'shop.pay' });
      say('succeeded', `u${i}`, { runtime });
    }
    for (let i = 0; i < 25; i++) {
      say('received', `f${i}`, { name: 'shop.pay' });
      say('failed', `f${i}`, { exception: `Error${i}` });
    }
    const totals = runs.totals.get('shop.pay');
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
