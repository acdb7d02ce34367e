import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { englishOf } from '../../../src/contract/messages/message';
import { BrokerError } from '../ports/reader';
import { consumersOf } from '../testing/consumers-of';
import { FakeControl, FakeFeed } from '../testing/fake-workers';
import { Workers } from './workers';

const SECOND = 1000;
let feed: FakeFeed;
let control: FakeControl;
let ending: AbortController;
let running: Promise<void>;
let logged: string[];
const log = {
  info: (message: string) => void logged.push(message),
  warn: (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
    void logged.push(`${message} ${fields['error'] instanceof Error ? fields['error'].message : 'no error'}`),
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  feed = new FakeFeed();
  control = new FakeControl();
  ending = new AbortController();
  logged = [];
});
afterEach(async () => {
  ending.abort();
  await vi.advanceTimersByTimeAsync(0);
  await running;
  expect(vi.getTimerCount(), 'timers that outlive the workers').toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function start(
  options: { asking?: boolean; queues?: Record<string, string[]>; listening?: boolean; concurrency?: Record<string, number> } = {},
): Promise<Workers> {
  const workers = new Workers({
    settings: { queues: options.queues ?? {}, concurrency: options.concurrency ?? {} },
    feed: options.listening === false ? undefined : feed,
    control: options.asking ? control : undefined,
    isQueue: (name) => name === 'emails',
    label: 'fake',
    log,
  });
  running = workers.run(ending.signal);
  await vi.advanceTimersByTimeAsync(0);
  return workers;
}
async function beats(seconds: number, ...names: string[]): Promise<void> {
  for (let s = 0; s < seconds; s += 2) {
    for (const name of names) feed.say(name);
    await vi.advanceTimersByTimeAsync(2 * SECOND);
  }
}
const states = (workers: Workers) => Object.fromEntries(workers.list().map(({ worker, state }) => [worker.name, state]));

describe('listening', () => {
  test('a worker that freezes becomes late, then gone, and is forgotten after a day', async () => {
    const workers = await start();
    await beats(10, 'a@h', 'b@h');
    await beats(6, 'b@h');
    expect(states(workers)).toEqual({ 'a@h': 'late', 'b@h': 'online' });
    await beats(10, 'b@h');
    expect(states(workers)).toEqual({ 'a@h': 'gone', 'b@h': 'online' });
    expect(workers.counts()).toEqual({ online: 1, late: 0, gone: 1, unknown: 0 });
    await vi.advanceTimersByTimeAsync((24 * 3600 - 5) * SECOND);
    await beats(2, 'c@h');
    expect(states(workers)).toEqual({ 'b@h': 'gone', 'c@h': 'online' });
  });

  test.each([-3600, 60])('whoever sets the clock by %d s neither keeps the dead alive nor buries the living', async (seconds) => {
    const workers = await start();
    const told: string[] = [];
    workers.onState((name, from, to, at) => told.push(`${name} ${from} ${to} ${at === Date.now()}`));
    await beats(90, 'a@h', 'b@h');
    vi.setSystemTime(Date.now() + seconds * SECOND);
    await beats(12, 'b@h');
    expect(told).toEqual(['a@h online late true']);
    await beats(4, 'b@h');
    expect(told.slice(1)).toEqual(['a@h late gone true']);
    expect(states(workers)).toEqual({ 'a@h': 'gone', 'b@h': 'online' });
  });

  test('connects again by itself, ever more slowly, and claims nothing meanwhile', async () => {
    const workers = await start({ queues: { '*': ['emails'] } });
    await beats(90, 'a@h');
    expect(consumersOf(workers, 'emails')).toEqual({ count: 1, quality: 'exact' });
    feed.failure = new BrokerError('refused', 'nobody there');
    feed.fail();
    await beats(60);
    expect(workers.listeningSince).toBeUndefined();
    expect(states(workers)).toEqual({ 'a@h': 'unknown' });
    expect(workers.counts()).toBeUndefined();
    expect(consumersOf(workers, 'emails').count).toBeNaN();
    expect(workers.problems.map(englishOf)).toEqual(['Workers cannot be heard: nobody there']);
    expect(feed.begun).toBeLessThan(12);
    feed.failure = undefined;
    await beats(30);
    expect(workers.problems).toEqual([]);
    expect(logged).toEqual([
      'Cannot listen to workers. Redis at fake:6379/0: gone',
      'Cannot listen to workers. nobody there',
      'Listening to workers works again.',
    ]);
    await beats(70);
    expect(consumersOf(workers, 'emails').count).toBe(0);
    expect(feed.most).toBe(1);
  });

  test('a peer that takes every subscription and closes at once is tried ever more slowly, and logged once', async () => {
    vi.mocked(Math.random).mockReturnValue(0);
    const workers = await start();
    for (let ms = 0; ms < 60 * SECOND; ms += 50) {
      feed.fail();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(feed.begun).toBeLessThan(10);
    expect(logged).toEqual(['Cannot listen to workers. Redis at fake:6379/0: gone']);
    expect(workers.problems.map(englishOf)).toEqual(['Workers cannot be heard: Redis at fake:6379/0: gone']);
    await vi.advanceTimersByTimeAsync(25 * SECOND);
    expect(workers.problems).toEqual([]);
    expect(logged.slice(1)).toEqual(['Listening to workers works again.']);
  });

  test('is tried once a minute where it is refused', async () => {
    vi.mocked(Math.random).mockReturnValue(0);
    feed.failure = new BrokerError('permission', 'add &/0.celeryev/worker.*');
    const workers = await start({ queues: { 'w@*': ['emails'] } });
    await vi.advanceTimersByTimeAsync(299 * SECOND);
    expect(feed.begun).toBe(5);
    expect(logged.length).toBe(1);
    expect(consumersOf(workers, 'emails').count).toBeNaN();
  });

  test('tells who comes and goes, but not of those who were there before', async () => {
    const workers = await start();
    const told: string[] = [];
    const stop = workers.onState((name, from, to) => told.push(`${name} ${from} ${to}`));
    feed.say('old@h');
    feed.say('new@h', { kind: 'online' });
    await beats(20, 'old@h');
    feed.say('new@h', { kind: 'online' });
    feed.say('old@h', { kind: 'offline' });
    expect(told).toEqual(['new@h undefined online', 'new@h online late', 'new@h late gone', 'new@h gone online', 'old@h online gone']);
    stop();
    feed.say('third@h', { kind: 'online' });
    expect(told.length).toBe(5);
  });

  test('keeps at most 5,000, and gives up those that are gone first', async () => {
    const workers = await start();
    for (let i = 0; i < 5000; i++) feed.say(`old-${i}@h`);
    await beats(20, 'live@h');
    expect(workers.list().length).toBeLessThanOrEqual(5000);
    expect(workers.find('live@h')?.state).toBe('online');
    const others = Array.from({ length: 6000 }, (_, i) => `new-${i}@h`);
    await beats(4, 'live@h', ...others);
    expect(workers.list().length).toBe(5000);
    expect(workers.registry.leftOut).toBeGreaterThan(0);
    expect(workers.find('live@h')?.state).toBe('online');
  });
});

describe('asking', () => {
  const stats = { pool: 4, prefetch: 16 };
  test('says which queues a worker consumes, once a minute', async () => {
    control.answers = { 'celery@h': { active_queues: ['emails', 'celery'], stats } };
    const workers = await start({ asking: true });
    await beats(90, 'celery@h');
    expect(control.asked).toEqual(['active_queues', 'stats', 'active_queues', 'stats']);
    expect(workers.find('celery@h')).toMatchObject({
      state: 'online',
      queues: { queues: ['emails', 'celery'], by: 'asked' },
      worker: { pool: 4, prefetch: 16 },
    });
    expect(consumersOf(workers, 'celery')).toEqual({ count: 1, quality: 'exact' });
    expect(consumersOf(workers, 'reports').count).toBe(0);
  });

  test('says how many tasks it can run at a time; the settings know better, and the first name that matches counts', async () => {
    control.answers = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}@h`, { active_queues: ['emails'], stats }]));
    const workers = await start({ asking: true, concurrency: { 'a@*': 8, '/[ab]@.*/': 2 } });
    await beats(4, 'a@h', 'b@h', 'c@h', 'd@h');
    expect(['a@h', 'b@h', 'c@h', 'd@h'].map((name) => workers.find(name)?.slots)).toEqual([8, 2, 4, Number.NaN]);
    await expect(start({ concurrency: { '/(/': 1 } })).rejects.toThrow(/jsonData.workerConcurrency/);
  });

  test('a worker without heartbeats is known by its answers', async () => {
    control.answers = { 'quiet@h': { active_queues: ['emails'], stats } };
    const workers = await start({ asking: true });
    await vi.advanceTimersByTimeAsync(600 * SECOND);
    expect(states(workers)).toEqual({ 'quiet@h': 'online' });
    control.answers = {};
    await vi.advanceTimersByTimeAsync(150 * SECOND);
    expect(states(workers)).toEqual({ 'quiet@h': 'late' });
    await vi.advanceTimersByTimeAsync(120 * SECOND);
    expect(states(workers)).toEqual({ 'quiet@h': 'gone' });
  });

  test('that is refused costs the asking alone', async () => {
    control.failure = new BrokerError('permission', 'add +publish');
    const workers = await start({ asking: true });
    await beats(90, 'emails@h');
    expect(workers.problems.map(englishOf)).toEqual(['Workers cannot be asked: add +publish']);
    expect(consumersOf(workers, 'emails')).toEqual({ count: 1, quality: 'estimate' });
    control.failure = undefined;
    control.refused = new Map([['a@h', 'unsupported: pickle']]);
    await beats(60, 'emails@h');
    expect(workers.problems.map(englishOf)).toEqual(["a@h's reply could not be used: unsupported: pickle"]);
  });

  test('nobody is asked unless it is wanted, and nobody is heard where it is not', async () => {
    const workers = await start({ listening: false });
    await vi.advanceTimersByTimeAsync(600 * SECOND);
    expect([control.asked.length, feed.begun, workers.listens]).toEqual([0, 0, false]);
    expect(consumersOf(workers, 'emails').count).toBeNaN();
  });
});
