import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { StoreError } from '../../queues/ports/metric-store';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { ask as askPanel, noticesOf, table } from '../testing/fake-panel';

const MINUTE = 60_000;
let world: FakeAdapters;
let monitor: Monitor;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function start(mirror: object): void {
  const jsonData = { environment: 'test', mirror };
  const settings = parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} });
  monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  void monitor.asked();
}
const ask = async () => {
  const asked = askPanel(monitor, { queryType: 'broker', answer: 'mirrorDelay' });
  await pass(10);
  return asked;
};
const behind = async () => Number(table(await ask())['behind']?.[0]);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 12) });
  world = new FakeAdapters({ celery: [3] });
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await pass(0);
  vi.useRealTimers();
});

test('without a mirror there is no row', async () => {
  start({});
  expect(table(await ask())).toEqual({ broker: [], behind: [] });
  expect(noticesOf(await ask())).toMatch(/^info: The CloudWatch mirror is off\./);
});

test('a mirror that stores is about a minute behind; one that cannot is behind since it last did, and says why', async () => {
  start({ enabled: true });
  await pass(1000);
  expect(noticesOf(await ask())).toMatch(/^info: The mirror has not stored anything yet\./);
  await pass(5 * MINUTE);
  expect(noticesOf(await ask())).toBe('');
  expect(await behind()).toBeLessThan(90);
  const [store] = world.stores;
  store!.failure = new StoreError('AccessDenied', true);
  await pass(12 * MINUTE);
  expect(await behind()).toBeGreaterThan(600);
  expect(noticesOf(await ask())).toContain('AccessDenied');
  store!.failure = undefined;
  await pass(10 * MINUTE);
  expect(await behind()).toBeLessThan(90);
});

test('a mirror that writes nothing, since it is over its budget, is behind since its start', async () => {
  start({ enabled: true, maxDollarsPerMonth: 0.01 });
  await pass(15 * MINUTE);
  expect(await behind()).toBeGreaterThanOrEqual(900);
});
