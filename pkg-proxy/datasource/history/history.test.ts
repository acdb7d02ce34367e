import type { DataQuery, Frame } from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { defaultsOf } from '../../../src/contract/query';
import { finish } from '../../lifetime/work';
import { Monitor } from '../../queues/monitor/monitor';
import { BrokerError, type BrokerErrorCode } from '../../queues/ports/reader';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { pointsFor } from '../limits';
import { answer } from '../query';
import { ask as askPanel, noticesOf, valuesOf } from '../testing/fake-panel';
import { historyFrame } from './history';

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

const REQUEST: DataQuery = { refId: 'A', queryType: '', maxDataPoints: 100, intervalMs: 1000, from: 0, to: 1, json: {} };
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

  test('no queue: a frame without fields, which is no data to Grafana, and a notice', async () => {
    make();
    const asked = ask({ queues: ['nope'] });
    await pass(10);
    const frame = await asked;
    expect(frame.fields).toEqual([]);
    expect(frame.meta).toMatchObject({ type: 'timeseries-wide', typeVersion: [0, 1] });
    expect(noticesOf(frame)).toContain('"nope"');
    for (const by of ['priority', 'total']) expect((await ask({ queues: ['nope'], by })).fields).toEqual([]);
    expect((await ask({ queues: ['nope'], measures: ['status', 'workers'] })).fields).toEqual([]);
    expect((await ask({ queues: ['nope'], live: true })).meta?.channel).toBe('channel of queue');
    // Queues without a point in the range are something else.
    const before = await ask({}, { from: Date.now() - 7200_000, to: Date.now() - 3600_000 });
    expect(before.fields.map(({ values }) => values.length)).toEqual([0, 0, 0, 0, 0]);
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

describe('large answers', () => {
  const MANY = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`q${String(i).padStart(4, '0')}`, [i % 97, 0, 0, i % 5]]));
  async function many(hours = 0.5): Promise<void> {
    world = new FakeAdapters(MANY);
    make({ sampleSeconds: 60 });
    void ask({});
    await pass(10);
    for (let i = 0; i < hours * 60; i++) {
      reader().lengths = Object.fromEntries(
        Object.entries(MANY).map(([queue, steps], q) => [queue, [(q * 31 + i * 7) % 1000, ...steps.slice(1)]]),
      );
      await pass(60_000);
    }
  }
  const drawn = (frame: Frame) => new Map(frame.fields.slice(1).map(({ labels, values }) => [JSON.stringify(labels), [...values]]));
  const ALL = { interval: 60_000, from: 0, to: Number.MAX_SAFE_INTEGER };

  test.each([
    { by: 'queue' },
    { by: 'priority' },
    { by: 'queue', statistic: 'avg' },
    { by: 'queue', measures: ['backlog', 'waiting'] },
  ] as const)('the largest of %j are those of all, with the same points', async (query) => {
    await many();
    const all = await ask({ ...query, live: true });
    const top = await ask({ ...query, top: 7 });
    const first = all.fields.slice(1).filter((_, i) => i % (query.measures?.length ?? 1) === 0);
    const reached = first.map(({ values }) => Math.max(-1, ...values.map((v) => (typeof v === 'number' && v >= 0 ? v : -1))));
    const order = Array.from(first, (_, i) => i).sort((a, b) => reached[b]! - reached[a]!);
    const chosen = order.slice(0, 7).sort((a, b) => a - b);
    expect(
      top.fields
        .slice(1)
        .filter((_, i) => i % (query.measures?.length ?? 1) === 0)
        .map((f) => f.labels),
    ).toEqual(chosen.map((i) => first[i]?.labels));
    for (const [labels, values] of drawn(top)) expect(values).toEqual(drawn(all).get(labels));
  });

  test('are made in parts of one state: what is sampled meanwhile is in none of them', async () => {
    await many();
    const query = { ...defaultsOf('history'), measures: ['waiting', 'status'], by: 'priority' } as const;
    const work = () => historyFrame(monitor, query, monitor.queues.slice(0, 700), ALL, []);
    const whole = finish(work());
    const newest = monitor.observed.latest?.at;
    const slow = work();
    for (let parts = 1; ; parts++) {
      const { done, value } = slow.next();
      if (!done) {
        reader().lengths = { late: [parts], q0001: [5000] };
        if (parts % 20 === 1) await pass(60_000);
        continue;
      }
      expect(parts).toBeGreaterThan(20);
      expect(value).toEqual(whole);
      expect(monitor.observed.latest?.at).toBeGreaterThan(newest ?? 0);
      break;
    }
  });

  test('more series than anybody can look at are refused before they are made, the largest of them are not', async () => {
    await many(0);
    const MEASURES = ['waiting', 'inFlight', 'oldestAge', 'workers'];
    await expect(ask({ by: 'priority', measures: MEASURES })).rejects.toThrow(
      'This query returns 24,000 time series. The limit is 20,000. Select fewer queues or measures, or set "top" to show only the largest.',
    );
    expect((await ask({ by: 'priority', measures: MEASURES, top: 3 })).fields).toHaveLength(1 + 3 * 4);
    expect((await ask({ by: 'total', measures: MEASURES })).fields).toHaveLength(1 + 4);
  });

  test('many series have fewer points', async () => {
    await many(5);
    const now = Date.now();
    const of = async (json: object) =>
      (await ask(json, { from: now - 18_000_000, to: now, intervalMs: 1, maxDataPoints: 1e9 })).fields[0]?.values.length;
    expect(await of({ queues: ['q0001'] })).toBe(301);
    // 12,000 series have 333 points at the most.
    expect(await of({ by: 'priority', measures: ['waiting', 'workers'] })).toBe(301);
    expect(pointsFor({ by: 'queue', queues: 10_000, steps: 4, measures: 1, top: 0 })).toBe(400);
    expect(pointsFor({ by: 'queue', queues: 10_000, steps: 4, measures: 2, top: 0 })).toBe(200);
  });

  test('of which nobody waits any more are not finished', async () => {
    await many(0);
    const left = { signal: AbortSignal.abort(new Error('the client left')) };
    await expect(answer(monitor, { ...REQUEST, json: {} }, () => undefined, left)).rejects.toThrow('the client left');
  });
});
