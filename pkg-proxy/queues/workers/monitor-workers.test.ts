import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { ContractError } from '../../../src/contract/problem';
import { finish } from '../../lifetime/work';
import { prometheusText } from '../../prometheus/metrics';
import { Monitor } from '../monitor/monitor';
import { consumersOf } from '../testing/consumers-of';
import { FakeAdapters } from '../testing/fake-adapters';

const log = { info: () => {}, warn: () => {} };
let world: FakeAdapters;
const monitorOf = (jsonData: object = {}, previous?: Monitor, password = 'a', url = 'redis://h:6379/0') =>
  new Monitor(parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData, secureJsonData: { password } }), world, log, previous);
const close = (monitor: Monitor, next?: Monitor) => monitor.close(new AbortController().signal, next);
const listening = () => world.feeds.map((feed) => feed.listeners.size);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  world = new FakeAdapters({ celery: [3], emails: [0] });
});
afterEach(async () => {
  await pass(0);
  expect(vi.getTimerCount(), 'timers that outlive the monitors').toBe(0);
  vi.useRealTimers();
});

test('workers are listened to while the sampler runs, and not before or after', async () => {
  const monitor = monitorOf();
  await pass(10);
  expect(listening()).toEqual([0]);
  void monitor.asked();
  await pass(10);
  expect(listening()).toEqual([1]);
  await pass(25 * 3600_000); // nobody asks for a day
  expect(listening()).toEqual([0]);
  void monitor.asked();
  await pass(10);
  expect(listening()).toEqual([1]);
  await close(monitor);
  await pass(0);
  expect(listening()).toEqual([0]);
});

test('what the settings switch off is not even made', async () => {
  const monitor = monitorOf({ workerEvents: false });
  void monitor.asked();
  await pass(10);
  expect([world.feeds.length, world.controls.length]).toEqual([0, 0]);
  await close(monitor);
  const asking = monitorOf({ remoteControl: true });
  void asking.asked();
  await pass(10);
  expect([world.feeds.length, world.controls[0]?.asked]).toEqual([1, ['active_queues']]);
  await close(asking);
});

test.each<[what: string, after: object, password: string, url: string, feeds: number[], known: boolean]>([
  ['thresholds', { thresholds: { critical: 1 } }, 'a', 'redis://h:6379/0', [1], true],
  ['the clock', { sampleSeconds: 1 }, 'a', 'redis://h:6379/0', [1], true],
  ['the mapping', { workerQueues: { 'w@h': ['celery'] } }, 'a', 'redis://h:6379/0', [0, 1], true],
  ['the password', {}, 'b', 'redis://h:6379/0', [0, 1], true],
  ['the exchange', { eventExchange: 'other' }, 'a', 'redis://h:6379/0', [0, 1], false],
  ['the database', {}, 'a', 'redis://h:6379/1', [0, 1], false],
])('a change of %s keeps what it does not touch', async (_, after, password, url, feeds, known) => {
  const first = monitorOf();
  void first.asked();
  await pass(10);
  world.feeds[0]?.say('w@h');
  const next = monitorOf(after, first, password, url);
  await close(first, next);
  void next.asked();
  await pass(10);
  expect(listening()).toEqual(feeds);
  expect(next.workers.find('w@h') !== undefined).toBe(known);
  await close(next);
  await pass(0);
  expect(listening().every((n) => n === 0)).toBe(true);
});

test('a name in the mapping that is no pattern is named, and leaves nothing running', () => {
  expect(() => monitorOf({ workerQueues: { '/(/': ['a'] } })).toThrow(ContractError);
  expect(() => monitorOf({ workerQueues: { '/(/': ['a'] } })).toThrow(/jsonData\.workerQueues/);
  expect(world.readers.length).toBe(0);
});

test('a worker named like a queue is taken to consume it as soon as the queue is known', async () => {
  const monitor = monitorOf();
  void monitor.asked();
  await pass(10);
  for (let s = 0; s < 70; s += 2) {
    world.feeds[0]?.say('emails@h');
    await pass(2000);
  }
  expect(consumersOf(monitor.workers, 'emails')).toEqual({ count: 1, quality: 'estimate' });
  expect(finish(prometheusText([monitor]))).toContain('backlog_workers{broker="h",state="online"} 1\n');
  await close(monitor);
});

test('there is no count of workers while nobody listens', async () => {
  const monitor = monitorOf({ workerEvents: false });
  expect(finish(prometheusText([monitor]))).not.toMatch(/^backlog_workers\{/m);
  await close(monitor);
});
