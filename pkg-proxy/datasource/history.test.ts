import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../src/contract/parse-settings';
import { FakeAdapters } from '../queues/fake-adapters';
import { Monitor } from '../queues/monitor';
import { BrokerError, type BrokerErrorCode } from '../queues/reader';
import type { DataQuery } from '../runtime';
import { ask as askPanel, noticesOf, valuesOf } from './fake-panel';

const MINUTE = 60_000;
const log = { info: () => {}, warn: () => {} };
const LENGTHS = { celery: [3, 1], emails: [0], big: [50, 0, 0, 70], 'odd "q": /1 \u{1f600}': [2] };

let world: FakeAdapters;
let monitor: Monitor;
function make(jsonData: object = {}, url = 'redis://h'): Monitor {
  const settings = parseSettings({
    uid: 'u',
    name: 'n',
    url,
    user: '',
    jsonData: { environment: 'test', ...jsonData },
    secureJsonData: {},
  });
  monitor = new Monitor(settings, world, log);
  return monitor;
}
const reader = () => world.readers[0]!;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const failure = (code: BrokerErrorCode) => new BrokerError(code, `Redis at fake:6379/0: ${code}`);

const ask = (json: unknown, rest?: Partial<DataQuery>) => askPanel(monitor, json, rest);
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 12) });
  world = new FakeAdapters(LENGTHS);
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await pass(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('how far a history can be trusted', () => {
  const qualityOf = async (json: object) => (await ask(json)).meta?.custom;
  test('exact; at least, with a queue that cannot be read; stale, when the broker cannot; unknown, what nobody knows', async () => {
    make();
    void ask({});
    await pass(10);
    expect(await qualityOf({})).toMatchObject({ quality: 'exact', qualities: { waiting: 'exact' } });
    expect(await qualityOf({ measures: ['workers'] })).toMatchObject({ qualities: { workers: 'unknown' } });
    reader().unreadable.set('big', 'WRONGTYPE');
    await pass(5000);
    expect(await qualityOf({ by: 'total' })).toMatchObject({ qualities: { waiting: 'atLeast' } });
    reader().failure = failure('refused');
    await pass(5000);
    expect(await qualityOf({})).toMatchObject({ quality: 'stale', qualities: { waiting: 'stale' } });
  });
});

describe('history', () => {
  test('a number field a queue, with the labels of the other frames', async () => {
    make();
    const asked = ask({});
    await pass(10);
    await asked;
    await pass(20_000);
    const frame = await ask({ queues: ['celery', 'odd*'] });
    expect(frame.meta).toMatchObject({
      type: 'timeseries-wide',
      custom: { sources: [{ source: 'memory', intervalMs: 0 }], quality: 'exact' },
    });
    expect(frame.meta).not.toHaveProperty('channel');
    expect(frame.fields[0]).toMatchObject({ name: 'time', type: 'time' });
    expect(frame.fields.slice(1).map((f) => f.labels)).toEqual([
      { broker: 'test', queue: 'celery' },
      { broker: 'test', queue: 'odd "q": /1 \u{1f600}' },
    ]);
    expect(valuesOf(frame.fields[1])).toEqual([4, 4, 4, 4, 4]);
    expect((await ask({ live: true, by: 'total' })).meta?.channel).toBe('channel of total');
    expect((await ask({ live: true, queryType: 'now' })).meta?.channel).toBeUndefined();
  });

  test('a failing broker draws what was before, null since, and says since when; then it goes on', async () => {
    make();
    const asked = ask({});
    await pass(10);
    await asked;
    await pass(20_000);
    reader().failure = failure('refused');
    await pass(20_000);
    const frame = await ask({ queues: ['celery'] });
    const values = valuesOf(frame.fields[1]);
    expect(values.slice(0, 5)).toEqual([4, 4, 4, 4, 4]);
    expect(values.at(-1)).toBeNaN();
    expect(noticesOf(frame)).toMatch(/^error: No data since 2026-01-05T12:00:2\S+Z\. Redis at fake:6379\/0: refused/);
    reader().failure = undefined;
    await pass(5000);
    const after = await ask({ queues: ['celery'] });
    expect(valuesOf(after.fields[1]).at(-1)).toBe(4);
    expect(noticesOf(after)).toBe('');
  });

  test('top keeps the series with the highest peaks, and one without values never before one with', async () => {
    world = new FakeAdapters(LENGTHS, (r) => r.unreadable.set('big', 'WRONGTYPE'));
    make();
    const asked = ask({ top: 2 });
    await pass(10);
    expect((await asked).fields.slice(1).map((f) => f.labels?.['queue'])).toEqual(['celery', 'odd "q": /1 \u{1f600}']);
    expect((await ask({ top: 100 })).fields).toHaveLength(5);
  });

  test('no queue: a frame with times alone and a notice', async () => {
    make();
    const asked = ask({ queues: ['nope'] });
    await pass(10);
    const frame = await asked;
    expect(frame.fields.map((f) => f.name)).toEqual(['time']);
    expect(noticesOf(frame)).toContain('"nope"');
    for (const by of ['priority', 'total']) expect((await ask({ queues: ['nope'], by })).fields).toHaveLength(1);
  });

  test.each([
    [0, 0, 0, 0],
    [1000, 0, 1e15, 1],
    [5, -10, 0, 3],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 1, 1],
  ])('odd ranges answer: from %d to %d every %d at most %d', async (from, to, intervalMs, maxDataPoints) => {
    make();
    const asked = ask({}, { from, to, intervalMs, maxDataPoints });
    await pass(10);
    expect((await asked).fields[0]?.values.length).toBeLessThan(5000);
  });

  test('no more points than asked for, over a range with minutes', async () => {
    make({ sampleSeconds: 60 });
    const asked = ask({});
    await pass(10);
    await asked;
    await pass(5 * 3600_000);
    const now = Date.now();
    const frame = await ask({ queues: ['celery'] }, { from: now - 6 * 3600_000, to: now, maxDataPoints: 50, intervalMs: 1000 });
    expect(frame.fields[0]?.values.length).toBeLessThanOrEqual(51);
    const times = valuesOf(frame.fields[0]);
    expect(times.every((t) => Number(t) % MINUTE === 0)).toBe(true);
  });
});
