import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { finish } from '../../lifetime/work';
import { prometheusText } from '../../prometheus/metrics';
import { FakeAdapters } from '../testing/fake-adapters';
import { Monitor } from './monitor';

const log = { info: () => {}, warn: () => {} };
let world: FakeAdapters;
const monitorOf = (mirror: object, previous?: Monitor, secureJsonData: Record<string, string> = {}) => {
  const jsonData = { mirror: { enabled: true, ...mirror } };
  const settings = parseSettings({ uid: 'u', name: 'n', url: 'redis://h:6379/0', user: '', jsonData, secureJsonData });
  return new Monitor(settings, world, log, previous);
};
const close = (monitor: Monitor, next?: Monitor) => monitor.close(new AbortController().signal, next);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  world = new FakeAdapters({ celery: [3, 1] });
});
afterEach(async () => {
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount(), 'timers that outlive the monitors').toBe(0);
  vi.useRealTimers();
});

test('a lock is made when the settings ask for one, used by the mirror, and closed with it', async () => {
  const without = monitorOf({});
  await close(without);
  expect(world.locks).toEqual([]);
  const monitor = monitorOf({ lock: 'redis' });
  await vi.advanceTimersByTimeAsync(75_000);
  expect(world.locks[0]?.asked).toEqual(['open', 'claim 00:00', 'done 00:00']);
  await close(monitor);
  expect(world.locks.map(({ closed }) => closed)).toEqual([true]);
});

test.each<[what: string, lock: object, secrets: Record<string, string>, renewed: boolean]>([
  ['the password of the lock', { lockUrl: 'redis://l:6379/0' }, { password: 'a', lockPassword: 'c' }, true],
  ['the password of the broker, which the lock uses', {}, { password: 'c', lockPassword: 'b' }, true],
  ['the prefix', { lockPrefix: 'other:' }, { password: 'a', lockPassword: 'b' }, true],
  ['nothing', {}, { password: 'a', lockPassword: 'b' }, false],
])('after a change of %s', async (_, lock, secrets, renewed) => {
  const before = { lock: 'redis', ...('lockPrefix' in lock ? {} : lock) };
  const first = monitorOf(before, undefined, { password: 'a', lockPassword: 'b' });
  await vi.advanceTimersByTimeAsync(20_000);
  const next = monitorOf({ lock: 'redis', ...lock }, first, secrets);
  await close(first, next);
  expect(world.locks.map(({ closed }) => closed)).toEqual(renewed ? [true, false] : [false]);
  await close(next);
});

test('a new password of the broker leaves a mirror without a lock alone', async () => {
  const first = monitorOf({}, undefined, { password: 'a' });
  const next = monitorOf({}, first, { password: 'b' });
  expect(next.mirror).toBe(first.mirror);
  await close(first, next);
  await close(next);
});

test('Prometheus tells of minutes stored elsewhere and of lost ones, where there is a lock', async () => {
  const monitor = monitorOf({ lock: 'redis' });
  world.locks[0]?.minutes.set(Date.UTC(2026, 0, 1), 'done');
  await vi.advanceTimersByTimeAsync(75_000);
  const text = finish(prometheusText([monitor]));
  expect(text).toContain('backlog_mirror_elsewhere_minutes_total{broker="h"} 1\n');
  expect(text).toContain('backlog_mirror_lost_minutes_total{broker="h"} 0\n');
  await close(monitor);
  const alone = monitorOf({});
  expect(finish(prometheusText([alone]))).not.toMatch(/^backlog_mirror_(elsewhere|lost)/m);
  await close(alone);
});
