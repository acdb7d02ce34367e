import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { finish } from '../../lifetime/work';
import { prometheusText } from '../../prometheus/metrics';
import { Monitor } from '../monitor/monitor';
import { BrokerError } from '../ports/reader';
import { FakeAdapters } from '../testing/fake-adapters';

const log = { info: () => {}, warn: () => {} };
const monitors: Monitor[] = [];
let world: FakeAdapters;
const monitorOf = (jsonData: object = {}, previous?: Monitor, secrets: Record<string, string> = {}): Monitor => {
  const monitor = new Monitor(
    parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: secrets }),
    world,
    log,
    previous,
  );
  monitors.push(monitor);
  return monitor;
};
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const reader = () => world.readers[0]!;
/** How often facts were asked for. */
function counted(): () => number {
  const spy = vi.spyOn(reader(), 'facts');
  return () => spy.mock.calls.length;
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 12) });
  world = new FakeAdapters({ celery: [1] });
});
afterEach(async () => {
  for (const monitor of monitors.splice(0)) await monitor.close(new AbortController().signal);
  await pass(0);
  expect(vi.getTimerCount(), 'timers that outlive the monitors').toBe(0);
  vi.useRealTimers();
});

test.each([
  [1, 15],
  [5, 15],
  [7, 14],
  [60, 60],
])('samples every %d s, facts every %d s', async (sampleSeconds, every) => {
  const monitor = monitorOf({ sampleSeconds });
  const reads = counted();
  await pass(60_000);
  expect(reads(), 'nobody has asked').toBe(0);
  monitor.hold();
  await pass(10 * every * 1000 + 100);
  expect(reads()).toBe(11);
});

test('facts and their trend go on over a change of settings, of another broker they begin anew', async () => {
  const first = monitorOf();
  first.hold();
  await pass(300_000);
  expect(first.broker.trend.points.length).toBeGreaterThan(4);
  const next = monitorOf({ thresholds: { warning: 5 } }, first);
  expect([next.broker === first.broker, next.events === first.events]).toEqual([true, true]);
  await first.close(new AbortController().signal, next);
  const other = monitorOf({ keyPrefix: 'x' }, next);
  expect([other.broker === first.broker, other.events === first.events]).toEqual([false, false]);
});

test('a user without INFO loses this alone, is told the command to add, and gets it back', async () => {
  const monitor = monitorOf();
  monitor.hold();
  reader().factsFailure = new BrokerError('permission', 'the ACL user may not run INFO: add it (ACL SETUSER … +info).');
  const reads = counted();
  await pass(4 * 60_000);
  expect(reads()).toBe(1);
  expect(monitor.broker).toMatchObject({ refused: true, latest: undefined });
  expect(monitor.broker.error?.message).toContain('+info');
  expect(monitor.observed.latest?.waiting[0]).toBe(1);
  expect(finish(prometheusText([monitor]))).not.toMatch(/^backlog_broker_.*\{/m);
  reader().factsFailure = undefined;
  await pass(70_000);
  expect(monitor.broker).toMatchObject({ refused: false, error: undefined });
  expect(monitor.broker.latest?.facts.version).toBe('7.0.15');
});

test('another user is tried at once', async () => {
  const first = monitorOf({}, undefined, { password: 'a' });
  first.hold();
  reader().factsFailure = new BrokerError('permission', 'no');
  await pass(20_000);
  expect(first.broker.refused).toBe(true);
  const next = monitorOf({}, first, { password: 'b' });
  await first.close(new AbortController().signal, next);
  await pass(6000);
  expect(next.broker.latest?.facts.product).toBe('Redis');
});

test('a server that never tells ends with its time, and samples go on', async () => {
  const monitor = monitorOf();
  monitor.hold();
  await pass(100);
  vi.spyOn(reader(), 'facts').mockImplementation(
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new BrokerError('timeout', 'no answer in time')))),
  );
  await pass(70_000);
  expect(monitor.broker.error?.code).toBe('timeout');
  expect(monitor.broker.stale).toBe(true);
  expect(monitor.observed.failing).toBeUndefined();
  expect(monitor.observed.stale).toBe(false);
  expect(monitor.broker.trend.points.at(-1)?.memoryUsed).toBeNaN();
});

test.each([-3600_000, 3600_000])('a clock that is set by %d ms makes nothing stale, and keeps nothing fresh', async (set) => {
  const monitor = monitorOf();
  monitor.hold();
  await pass(100);
  vi.setSystemTime(Date.now() + set);
  expect(monitor.broker.stale).toBe(false);
  reader().factsFailure = new BrokerError('timeout', 'no answer in time');
  await pass(40_000);
  expect(monitor.broker.stale).toBe(true);
});

test('a broker that is back is looked at at once', async () => {
  const monitor = monitorOf();
  monitor.hold();
  await pass(100);
  reader().failure = new BrokerError('refused', 'gone');
  await pass(8000);
  reader().failure = undefined;
  const reads = counted();
  await pass(2100);
  expect(reads()).toBe(1);
});

test('/metrics: the facts, and the length of queues as celery-exporter names it', async () => {
  const monitor = monitorOf({ environment: 'prod' });
  reader().told = { evictedKeys: 7, memoryLimit: 0, maxClients: Number.NaN };
  monitor.hold();
  await pass(100);
  const text = finish(prometheusText([monitor]));
  expect(text).toContain('celery_queue_length{broker="prod",queue_name="celery"} 1\n');
  expect(text).toContain('backlog_broker_memory_used_bytes{broker="prod"} 10000000\n');
  expect(text).toContain('backlog_broker_evicted_keys_total{broker="prod"} 7\n');
  expect(text).toContain('backlog_broker_clients{broker="prod"} 12\n');
  expect(text).toContain('backlog_broker_blocked_clients{broker="prod"} 4\n');
  expect(text).toContain('backlog_broker_uptime_seconds{broker="prod"} 86400\n');
  expect(text, 'no limit is not 0').not.toContain('backlog_broker_memory_max_bytes{');
});
