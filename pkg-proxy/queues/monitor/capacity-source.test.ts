import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type DetailMeasure, QUALITIES } from '../../../src/contract/measures';
import { parseSettings } from '../../../src/contract/parse-settings';
import { finish } from '../../lifetime/work';
import { prometheusText } from '../../prometheus/metrics';
import { FakeAdapters } from '../testing/fake-adapters';
import { Monitor } from './monitor';

const log = { info: () => {}, warn: () => {} };
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** Seconds between samples, and between heartbeats. */
const STEP = 2;
let world: FakeAdapters;
let monitor: Monitor | undefined;
/** Tasks in `emails` now. */
let length = 0;
let number = 0;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 12) });
  length = number = 0;
});
afterEach(async () => {
  await monitor?.close(new AbortController().signal);
  await pass(0);
  expect(vi.getTimerCount(), 'timers that outlive the monitor').toBe(0);
  vi.useRealTimers();
});

const settingsOf = (jsonData: object) =>
  parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData: { sampleSeconds: STEP, ...jsonData }, secureJsonData: {} });

async function watch(jsonData: object): Promise<void> {
  world = new FakeAdapters({ emails: [0], reports: [0] });
  monitor = new Monitor(settingsOf(jsonData), world, log);
  await monitor.asked();
}

interface Minute {
  /** Tasks a second that come, and that workers begin and end; seconds that each takes. */
  readonly come: number;
  readonly done?: number;
  readonly runtime?: number;
  readonly workers?: readonly string[];
  /** Of the oldest task, seconds. */
  readonly age?: number;
}

/** Some minutes in which the same goes on. */
async function work(minutes: number, { come, done = come, runtime = 1.5, workers = ['a@h'], age = 1 }: Minute): Promise<void> {
  for (let s = 0; s < minutes * 60; s += STEP) {
    for (const worker of workers) world.feeds[0]?.say(worker);
    const newer = come * STEP;
    length = length + newer - done * STEP;
    const oldest = [{ sentAt: Date.now() - age * 1000, exact: true, eta: undefined, redelivered: false }];
    const look = { length, bytes: 0, newer, searched: length, anchor: `a${number}`, tail: `t${number}`, oldest, atomic: true };
    for (const reader of world.readers) Object.assign(reader, { lengths: { emails: [length], reports: [0] }, looks: { emails: [look] } });
    for (let i = 0; i < done * STEP; i++) {
      const uuid = `u${number++}`;
      for (const kind of ['sent', 'received', 'started'] as const) world.taskFeeds[0]?.say(kind, uuid, { name: 't', queue: 'emails' });
      world.taskFeeds[0]?.say('succeeded', uuid, { runtime });
    }
    await pass(STEP * 1000);
  }
}

const NAMES = ['busy', 'concurrency', 'utilisation', 'neededConcurrency'] as const satisfies readonly DetailMeasure[];

/** What the last sample has of a queue, such as `3 exact`. */
function capacity(queue = 'emails'): Record<string, string> {
  const sample = monitor?.observed.latest;
  const q = sample?.queues.indexOf(queue) ?? -1;
  return Object.fromEntries(
    NAMES.map((name) => {
      const { values, qualities } = sample?.details?.readings.get(name) ?? {};
      const value = values?.[q] ?? Number.NaN;
      return [name, `${Math.round(value * 100) / 100} ${QUALITIES[qualities?.[q] ?? -1]}`];
    }),
  );
}

const ONE_QUEUE = { workerQueues: { '*': ['emails'] }, workerConcurrency: { '*': 4 }, thresholds: { age: { warning: 60, critical: 600 } } };

test('busy slots, those that there are, and those that it takes to keep up', async () => {
  await watch(ONE_QUEUE);
  length = 10;
  await work(7, { come: 2 });
  expect(capacity()).toEqual({ busy: '3 exact', concurrency: '4 exact', utilisation: '0.75 exact', neededConcurrency: '3 estimate' });
  // Nothing happens in the other queue: its tasks take no slot, and nobody is there to take any.
  expect(capacity('reports')).toEqual({
    busy: '0 exact',
    concurrency: '0 exact',
    utilisation: 'NaN unknown',
    neededConcurrency: '0 estimate',
  });
  expect(finish(prometheusText([monitor!]))).toContain('celery_active_process_count{broker="h",queue_name="emails"} 4\n');
});

test('what waits too long has to be worked off in the time that a task may wait', async () => {
  await watch(ONE_QUEUE);
  length = 400;
  await work(7, { come: 2, age: 61 });
  expect(capacity()['neededConcurrency']).toBe('13 estimate'); // 2 × 1.5, and 400 × 1.5 ÷ 60
});

test('thresholds that change count at once', async () => {
  await watch(ONE_QUEUE);
  length = 400;
  await work(7, { come: 2, age: 61 });
  const before = monitor;
  monitor = new Monitor(settingsOf({ ...ONE_QUEUE, thresholds: { age: { critical: 600 } } }), world, log, before);
  await before?.close(new AbortController().signal, monitor);
  await work(0.1, { come: 2, age: 61 });
  expect(capacity()['neededConcurrency']).toBe('3 estimate');
});

test('nobody works any more: how long a task takes is remembered', async () => {
  await watch(ONE_QUEUE);
  await work(7, { come: 2 });
  await work(7, { come: 2, done: 0 });
  expect(capacity()).toMatchObject({ busy: '0 exact', neededConcurrency: '3 estimate' });
});

test('workers of several queues are at least so busy', async () => {
  await watch({ ...ONE_QUEUE, workerQueues: { '*': ['emails', 'reports'] } });
  await work(7, { come: 2 });
  expect(capacity()).toMatchObject({ concurrency: '4 exact', utilisation: '0.75 atLeast' });
});

test('a queue that workers keep empty needs those that are busy', async () => {
  await watch(ONE_QUEUE);
  await work(7, { come: 2 });
  expect(monitor?.observed.latest?.waiting[0]).toBe(0);
  expect(capacity()['neededConcurrency']).toBe('3 estimate');
});

test('a worker whose slots are not known leaves the sum open', async () => {
  await watch({ ...ONE_QUEUE, workerConcurrency: { 'a@*': 4 } });
  await work(7, { come: 2, workers: ['a@h', 'b@h'] });
  expect(capacity()).toEqual({
    busy: '3 exact',
    concurrency: 'NaN unknown',
    utilisation: 'NaN unknown',
    neededConcurrency: '3 estimate',
  });
});

test('nobody listens to tasks: the slots that there are are known all the same, and nothing else', async () => {
  await watch({ ...ONE_QUEUE, taskEvents: 'off' });
  length = 10;
  await work(3, { come: 2 });
  const unknown = 'NaN unknown';
  expect(capacity()).toEqual({ busy: unknown, concurrency: '4 exact', utilisation: unknown, neededConcurrency: unknown });
  const { columns } = monitor!.observed.history;
  expect(NAMES.filter((name) => columns.measure('emails', name))).toEqual(['concurrency']); // history keeps no room for the rest
});

test('nobody looks into lists: what workers tell is known all the same', async () => {
  await watch({ ...ONE_QUEUE, details: false });
  await work(7, { come: 2 });
  expect(capacity()).toEqual({
    busy: '3 exact',
    concurrency: '4 exact',
    utilisation: '0.75 exact',
    neededConcurrency: 'NaN unknown',
  });
});
