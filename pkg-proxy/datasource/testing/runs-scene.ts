import { afterEach, beforeEach, expect, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { ask as askPanel } from './fake-panel';
import { runShop } from './fake-shop';

/** What tests of `runs` share: a monitor in fake time, made anew for each test of the file that imports this. */
export const START = Date.UTC(2026, 10, 24, 12);
export const MINUTE = 60_000;
export let world: FakeAdapters;
export let monitor: Monitor;

export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const settingsOf = (jsonData: object) => parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} });

/** From now on another monitor is asked. The one before is the caller's to close. */
export function start(jsonData: object = {}): void {
  world = new FakeAdapters({ celery: [1], emails: [0] });
  monitor = new Monitor(settingsOf({ environment: 'test', ...jsonData }), world, { info: () => {}, warn: () => {} });
  void monitor.asked();
}

beforeEach(async () => {
  vi.useFakeTimers({ now: START });
  start();
  await pass(10);
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await pass(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

export async function ask(query: object, range: { readonly from?: number; readonly to?: number; readonly intervalMs?: number } = {}) {
  await pass(1500); // what is open is read once a second
  const asked = askPanel(monitor, { queryType: 'runs', ...query }, { from: START, to: Date.now(), ...range });
  asked.catch(() => {});
  await pass(10);
  return asked;
}

export const shop = () => runShop(world.taskFeeds[0]!);
