import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { ask, table } from '../testing/fake-panel';

let world: FakeAdapters;
let monitor: Monitor | undefined;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 12) });
  world = new FakeAdapters({ celery: [3], emails: [0] });
});
afterEach(async () => {
  await monitor?.close(new AbortController().signal);
  vi.useRealTimers();
});

async function mirrorOf(mirror: object): Promise<Record<string, unknown[]>> {
  const raw = { uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData: { environment: 'test', mirror }, secureJsonData: {} };
  monitor = new Monitor(parseSettings(raw), world, { info: () => {}, warn: () => {} });
  await pass(150_000);
  const asked = ask(monitor, { queryType: 'broker', answer: 'mirror' });
  await pass(10);
  return table(await asked);
}

test('a mirror that keeps up: what it stored, how far it is behind, what it costs', async () => {
  const row = await mirrorOf({ enabled: true, maxDollarsPerMonth: 100 });
  expect(row).toMatchObject({
    broker: ['test'],
    state: ['ok'],
    problem: [null],
    pendingMinutes: [0],
    refused: [0],
    elsewhere: [null],
    dollarsBudget: [100],
  });
  expect(row['stored']?.[0]).toBeGreaterThan(0);
  expect(row['lag']?.[0]).toBeGreaterThan(0);
  expect(row['lag']?.[0]).toBeLessThan(120);
  expect(row['dollarsPerMonth']?.[0]).toBe(monitor?.cost.dollarsPerMonth);
});

test('a mirror that is off has stored nothing that is known, and says what it would cost', async () => {
  const row = await mirrorOf({ enabled: false });
  expect(row).toMatchObject({ state: ['off'], destination: [null], stored: [null], lag: [null], metrics: [monitor?.cost.metrics] });
});

test('a mirror over its budget says so, and what to do', async () => {
  const row = await mirrorOf({ enabled: true, maxDollarsPerMonth: 0.01 });
  expect(row).toMatchObject({ state: ['overBudget'], problem: [expect.stringContaining('maxDollarsPerMonth')] });
});
