import type { DataQuery } from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { StoreError } from '../../queues/ports/metric-store';
import { BrokerError } from '../../queues/ports/reader';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { ask as askPanel, noticesOf, valuesOf } from '../testing/fake-panel';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 5, 12, 0, 30);

let world: FakeAdapters;
let monitor: Monitor;
const archive = () => world.archives[0]!;

/** A monitor that has sampled for `ms`; `celery` has 4 waiting and `emails` 1, and an hour ago they had 10 and 20. */
async function running(ms: number, mirror = true, queues: string[] = []): Promise<void> {
  const jsonData = { environment: 'test', queues, mirror: { enabled: mirror } };
  const settings = parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} });
  monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  if (mirror) archive().value = (queue) => (queue === 'celery' ? 10 : 20);
  const asked = monitor.asked();
  await vi.advanceTimersByTimeAsync(10);
  await asked;
  await vi.advanceTimersByTimeAsync(ms);
}

async function ask(json: unknown, rest: Partial<DataQuery> = {}) {
  const now = Date.now();
  const asked = askPanel(monitor, json, { from: now - 3 * HOUR, to: now, intervalMs: MINUTE, ...rest });
  await vi.advanceTimersByTimeAsync(5000);
  return asked;
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  world = new FakeAdapters({ celery: [4], emails: [1] });
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await vi.advanceTimersByTimeAsync(0);
  vi.useRealTimers();
});

describe('one line over archive and memory', () => {
  test.each([
    [MINUTE, 'by the minute'],
    [10 * MINUTE, 'by ten minutes'],
    [HOUR, 'by the hour, which is not over yet'],
  ])('no gap, no point twice: %i ms, %s', async (intervalMs) => {
    await running(12 * MINUTE);
    const frame = await ask({ queues: ['celery'] }, { intervalMs });
    const times = valuesOf(frame.fields[0]).map(Number);
    expect(new Set(times.slice(1).map((t, i) => t - (times[i] ?? 0)))).toEqual(new Set([intervalMs]));
    const values = valuesOf(frame.fields[1]);
    const seam = Math.floor(START / intervalMs) * intervalMs;
    // The interval in which memory begins has the larger of both; before it the archive speaks, after it memory.
    expect(values).toEqual(times.map((t) => (t <= seam ? 10 : 4)));
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
    expect(frame.meta?.custom).toMatchObject({
      sources: [
        { source: 'cloudwatch', intervalMs },
        { source: 'memory', intervalMs },
      ],
    });
  });

  test('memory follows in the steps of an archive that answers coarser', async () => {
    await running(12 * MINUTE);
    archive().floor = 5 * MINUTE;
    const frame = await ask({ queues: ['celery'] }, { intervalMs: 2 * MINUTE });
    const times = valuesOf(frame.fields[0]).map(Number);
    expect(new Set(times.slice(1).map((t, i) => t - (times[i] ?? 0)))).toEqual(new Set([5 * MINUTE]));
    expect(times.at(-1)).toBeGreaterThan(START);
  });

  test('samples as taken follow the last whole minute', async () => {
    await running(2 * MINUTE);
    const frame = await ask({ queues: ['celery'] }, { intervalMs: 1000, maxDataPoints: 100_000 });
    const times = valuesOf(frame.fields[0]).map(Number);
    const live = times.filter((t) => t >= START);
    expect(live.length).toBeGreaterThan(20);
    expect(times.filter((t) => t < START).at(-1)).toBe(Math.floor(START / MINUTE) * MINUTE - MINUTE);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  test.each([
    ['max', 10],
    ['min', 4],
    ['avg', 10],
    ['last', 4],
  ])('the interval that both know: %s', async (statistic, value) => {
    await running(12 * MINUTE);
    const frame = await ask({ queues: ['celery'], statistic }, { intervalMs: HOUR });
    expect(valuesOf(frame.fields[1]).at(-1)).toBe(value);
  });

  test('a total adds up what was stored, and says that its maximum is an estimate', async () => {
    await running(12 * MINUTE);
    const frame = await ask({ by: 'total' });
    expect(valuesOf(frame.fields[1]).at(0)).toBe(30);
    expect(valuesOf(frame.fields[1]).at(-1)).toBe(5);
    expect(frame.meta?.custom).toMatchObject({ quality: 'estimate' });
  });

  test('status is that of the stored lengths', async () => {
    await running(12 * MINUTE);
    Object.assign(monitor.settings.thresholds, { critical: 9 });
    const frame = await ask({ queues: ['celery'], measures: ['status'] });
    expect([valuesOf(frame.fields[1]).at(0), valuesOf(frame.fields[1]).at(-1)]).toEqual([2, 0]);
  });

  test('what an older script wrote every quarter of an hour is one line, with its outage; packets cannot draw it', async () => {
    await running(12 * MINUTE);
    const outage = [START - 100 * MINUTE, START - 50 * MINUTE] as const;
    archive().value = (queue, at) =>
      queue === 'celery' && (at % (15 * MINUTE) !== 0 || (at > outage[0] && at < outage[1])) ? Number.NaN : 10;
    const frame = await ask({ live: true });
    const [, celery, emails] = frame.fields;
    expect([celery?.config?.['custom'], emails?.config?.['custom']]).toEqual([{ spanNulls: 22.5 * MINUTE }, undefined]);
    expect(outage[1] - outage[0]).toBeGreaterThan(22.5 * MINUTE);
    expect(valuesOf(celery).filter((value) => value === 10).length).toBeLessThan(15);
    expect(frame.meta?.channel).toBeUndefined();
    expect((await ask({ live: true, queues: ['emails'] })).meta?.channel).toBe('channel of queue');
  });

  test('what was never stored is no row before the first that was', async () => {
    await running(12 * MINUTE);
    const since = START - HOUR;
    archive().value = (queue, at) => (queue === 'celery' && at >= since ? 10 : Number.NaN);
    const frame = await ask({});
    expect(valuesOf(frame.fields[0])[0]).toBe(Math.ceil(since / MINUTE) * MINUTE);
    expect(frame.fields.map((f) => valuesOf(f)[0]).slice(1)).toEqual([10, null].map((v) => v ?? Number.NaN));
  });
});

describe('the archive is left alone', () => {
  test('when memory covers the range, when nothing is mirrored, and by queries of now', async () => {
    await running(2 * HOUR);
    await ask({}, { from: Date.now() - HOUR });
    await ask({ queryType: 'now' });
    expect(archive().requests).toEqual([]);
    await monitor.close(new AbortController().signal);
    expect(archive().closed).toBe(true);
    await running(MINUTE, false);
    expect(valuesOf((await ask({})).fields[1])).not.toContain(10);
  });

  test('by priority, which it does not keep, with a word about it', async () => {
    await running(12 * MINUTE);
    const frame = await ask({ by: 'priority' });
    expect(archive().requests).toEqual([]);
    expect(noticesOf(frame)).toMatch(/info: There is no history by priority before 2026-01-05T12:00:/);
  });
});

test('a broker that could never be read has its past all the same, and an error beside it', async () => {
  world = new FakeAdapters({ celery: [4] }, (reader) => {
    reader.failure = new BrokerError('refused', 'Redis at fake:6379/0: refused');
  });
  await running(MINUTE, true, ['celery']);
  const frame = await ask({ queues: ['celery'] });
  expect(new Set(valuesOf(frame.fields[1]))).toEqual(new Set([10, Number.NaN]));
  expect(noticesOf(frame)).toMatch(/error: No data since .*refused/);
  await expect(askPanel(monitor, { queryType: 'now' })).rejects.toMatchObject({ status: 502 });
});

test('when the archive refuses or is silent, the live part is drawn and a notice says what is missing', async () => {
  await running(12 * MINUTE);
  archive().error = new StoreError('cloudwatch:GetMetricData is not allowed', false);
  const refused = await ask({ queues: ['celery'] });
  expect(noticesOf(refused)).toMatch(/warning: History before 2026-01-05T12:00:.* is missing. cloudwatch:GetMetricData is not allowed/);
  expect(new Set(valuesOf(refused.fields[1]))).toEqual(new Set([4]));
});
