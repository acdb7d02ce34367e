import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { BrokerError } from '../../queues/ports/reader';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { workerHealth } from './worker-health';

const world = () => new FakeAdapters();
let monitors: Monitor[];
let worlds: FakeAdapters[];
const START = Date.UTC(2026, 0, 1);
const health = (name: string) => {
  const { status, body } = workerHealth(monitors, name);
  return `${status} ${body.state}`;
};
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

beforeEach(async () => {
  vi.useFakeTimers();
  vi.setSystemTime(START);
  worlds = [world(), world()];
  monitors = worlds.map((w, i) => {
    const jsonData = { environment: `b${i}` };
    const settings = parseSettings({ uid: `u${i}`, name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} });
    return new Monitor(settings, w, { info: () => {}, warn: () => {} });
  });
  for (const monitor of monitors) monitor.hold();
  await pass(1);
});
afterEach(async () => {
  for (const monitor of monitors) await monitor.close(new AbortController().signal);
  vi.useRealTimers();
});

test('online, late, gone, and back', async () => {
  const say = () => worlds[1]!.feeds[0]!.say('w@h');
  say();
  expect(workerHealth(monitors, 'w@h')).toEqual({
    status: 200,
    body: { worker: 'w@h', state: 'online', lastHeard: '2026-01-01T00:00:01.000Z', broker: 'b1' },
  });
  await pass(6);
  expect(health('w@h')).toBe('503 late');
  await pass(10);
  expect(health('w@h')).toBe('503 gone');
  worlds[0]!.feeds[0]!.say('w@h'); // it went to another broker
  expect(health('w@h')).toBe('200 online');
});

test('who was never heard is not called gone, however long one listens: it may be called otherwise, or be elsewhere', async () => {
  worlds[0]!.feeds[0]!.say('other@h');
  await pass(600);
  expect(health('w@h')).toBe('503 unknown');
  expect(workerHealth(monitors, 'w@h').body.reason).toMatch(/Are the name and the broker right/);
});

test('while nobody listens no worker is called gone', async () => {
  worlds[1]!.feeds[0]!.say('w@h');
  worlds[1]!.feeds[0]!.failure = new BrokerError('refused', 'Redis is down');
  worlds[1]!.feeds[0]!.fail();
  await pass(100);
  expect(health('w@h')).toBe('503 unknown');
  expect(workerHealth(monitors, 'w@h').body.reason).toBe('Workers cannot be heard: Redis is down');
  expect(health('other@h')).toBe('503 unknown');
});
