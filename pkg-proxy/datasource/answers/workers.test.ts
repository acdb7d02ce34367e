import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { BrokerError } from '../../queues/ports/reader';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { ask, noticesOf, table } from '../testing/fake-panel';

let world: FakeAdapters;
let monitor: Monitor;
const start = async (jsonData: object = {}) => {
  const settings = parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} });
  monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  void monitor.asked();
  await vi.advanceTimersByTimeAsync(10);
};
beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2026, 0, 1));
  world = new FakeAdapters({ emails: [1] });
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  vi.useRealTimers();
});

test('one row a worker; who is gone is shown without what it once said', async () => {
  await start({ environment: 'prod', workerQueues: { 'w@*': ['emails', 'hidden'] } });
  const feed = world.feeds[0]!;
  feed.say('b@2', { active: 2, processed: 10, load: 0.5 });
  feed.say('w@1', { sentAt: Date.now() + 60_000 });
  await vi.advanceTimersByTimeAsync(2000);
  feed.say('b@2', { active: 1, processed: 14, load: 1.5 });
  feed.say('b@2', { kind: 'offline', active: 1, processed: 14 });
  feed.say('w@1', { active: 3, processed: 8, sentAt: Date.now() + 60_000 });
  const frame = await ask(monitor, { queryType: 'workers' });
  expect(frame.meta?.type).toBe('table');
  expect(table(frame)).toEqual({
    broker: ['prod', 'prod'],
    worker: ['b@2', 'w@1'],
    host: ['2', '1'],
    state: ['gone', 'online'],
    queues: [null, 'emails, hidden'],
    queuesBy: [null, 'settings'],
    active: [Number.NaN, 3],
    processed: [Number.NaN, 8],
    rate: [Number.NaN, 4],
    load: [Number.NaN, 0],
    pool: [Number.NaN, Number.NaN],
    prefetch: [Number.NaN, Number.NaN],
    version: ['5.6.3', '5.6.3'],
    lastHeard: [Date.now(), Date.now()],
    clockAhead: [Number.NaN, 60],
    quality: ['unknown', 'exact'],
  });
  expect(noticesOf(frame)).toBe(
    "warning: The clock of w@1 is 60 s ahead of this server's clock. Tasks with an ETA or an expiry run at the wrong time. Synchronize both clocks.",
  );
  const worker = async (query: object) => table(await ask(monitor, { queryType: 'workers', ...query }))['worker'];
  expect(await worker({ queues: ['hid*'] })).toEqual(['w@1']);
  expect(await worker({ exclude: ['emails', 'hidden'] })).toEqual([]);
});

test('says why there is nobody', async () => {
  await start();
  expect(noticesOf(await ask(monitor, { queryType: 'workers' }))).toMatch(
    /^info: No worker heartbeat since 2026-01-01T.*--without-heartbeat/,
  );
  world.feeds[0]!.failure = new BrokerError('permission', 'add &/0.celeryev/worker.*');
  world.feeds[0]!.fail();
  await vi.advanceTimersByTimeAsync(1000);
  expect(noticesOf(await ask(monitor, { queryType: 'workers' }))).toBe('warning: Workers cannot be heard: add &/0.celeryev/worker.*');
});

test('says when nobody listens', async () => {
  await start({ workerEvents: false });
  expect(noticesOf(await ask(monitor, { queryType: 'workers' }))).toMatch(/^info: Worker heartbeats are off/);
});

test('is an error while the broker cannot be read', async () => {
  await start();
  world.readers[0]!.failure = new BrokerError('refused', 'down');
  await vi.advanceTimersByTimeAsync(10_000);
  await expect(ask(monitor, { queryType: 'workers' })).rejects.toThrow('down');
});

test('a queue that nobody takes from has a status of its own, once that is known', async () => {
  await start({ workerQueues: { 'w@*': ['emails'] } });
  const status = async () => table(await ask(monitor, { queryType: 'now', measures: ['status', 'workers'] }));
  expect(await status()).toMatchObject({ status: ['ok'], workers: [Number.NaN] });
  await vi.advanceTimersByTimeAsync(70_000);
  expect(await status()).toMatchObject({ status: ['unconsumed'], workers: [0] });
  world.feeds[0]!.say('w@h', { kind: 'online' });
  await vi.advanceTimersByTimeAsync(5000);
  expect(await status()).toMatchObject({ status: ['ok'], workers: [1] });
});
