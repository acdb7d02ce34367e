import type { Frame, SendFrame } from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { BrokerError } from '../../queues/ports/reader';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { liveQuery } from '../testing/live-query';
import { follow, initialFrame } from './stream';

let world: FakeAdapters;
let monitor: Monitor;
let sent: { frame: Frame; include: string }[];
const settingsOf = (jsonData: object) => parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} });
const log = { info: () => {}, warn: () => {} };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date', 'performance'] });
  world = new FakeAdapters({ celery: [1] });
  monitor = new Monitor(settingsOf({}), world, log);
  sent = [];
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const send: SendFrame = async (frame, include = 'all') => {
  sent.push({ frame, include });
};
/** Lets fake time pass and real microtasks and immediates run in between. */
async function pass(ms: number): Promise<void> {
  for (let i = 0; i < ms; i += 500) {
    await vi.advanceTimersByTimeAsync(500);
    await new Promise((resolve) => setTimeoutReal(resolve, 1));
  }
}
const setTimeoutReal = globalThis.setTimeout;
const value = (frame: Frame | undefined): unknown[] => [...(frame?.fields[1]?.values ?? [])];

test('one packet a sample, of one row; the schema once, and again when queues or the broker come and go', async () => {
  const abort = new AbortController();
  const ended = follow(monitor, liveQuery({ top: 1 }), send, abort.signal);
  await pass(20_000);
  expect(sent.map((s) => s.include)).toEqual(['all', 'data', 'data', 'data', 'data']);
  expect(sent.every((s) => s.frame.fields[0]?.values.length === 1)).toBe(true);
  expect(value(sent[0]?.frame)).toEqual([1]);

  world.readers[0]!.lengths = { celery: [2], fresh: [5] };
  await pass(70_000);
  expect(sent.filter((s) => s.include === 'all')).toHaveLength(2);
  expect(sent.at(-1)?.frame.fields).toHaveLength(3);

  world.readers[0]!.failure = new BrokerError('refused', 'gone');
  await pass(10_000);
  expect(value(sent.at(-1)?.frame)).toEqual([Number.NaN]);
  expect(JSON.stringify(sent.at(-1)?.frame.meta?.notices)).toContain('gone');
  abort.abort();
  await ended;
});

test('while no queue matches nothing is sent; the first that does comes with its schema', async () => {
  const abort = new AbortController();
  const query = liveQuery({ queues: ['later*'] });
  const ended = follow(monitor, query, send, abort.signal);
  await pass(20_000);
  expect(sent).toEqual([]);
  expect(await initialFrame(monitor, query)).toBeUndefined();
  world.readers[0]!.lengths = { celery: [1], later1: [7] };
  await pass(70_000);
  expect(sent[0]).toMatchObject({ include: 'all', frame: { fields: [{ name: 'time' }, { name: 'later1' }] } });
  expect(value(sent[0]?.frame)).toEqual([7]);
  expect(sent[1]?.include).toBe('data');
  expect(await initialFrame(monitor, query)).toMatchObject({ fields: [{ name: 'time' }, { name: 'later1' }] });
  abort.abort();
  await ended;
});

test('a slow listener gets the newest sample and no backlog of old ones', async () => {
  const abort = new AbortController();
  const slow: SendFrame = async (frame, include) => {
    await new Promise((resolve) => setTimeout(resolve, 22_000));
    await send(frame, include);
  };
  const ended = follow(monitor, liveQuery(), slow, abort.signal);
  await pass(100_000);
  expect(sent.length).toBeLessThanOrEqual(5);
  const times = sent.map((s) => Number(s.frame.fields[0]?.values[0]));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(new Set(times).size).toBe(times.length);
  abort.abort();
  await pass(22_000);
  await ended;
});

test('a listener that is gone ends its stream alone', async () => {
  const abort = new AbortController();
  const good = follow(monitor, liveQuery(), send, abort.signal);
  await expect(
    Promise.all([
      follow(
        monitor,
        liveQuery(),
        async () => {
          throw new Error('gone');
        },
        abort.signal,
      ),
      pass(1000),
    ]),
  ).rejects.toThrow('gone');
  await pass(10_000);
  expect(sent.length).toBeGreaterThan(2);
  abort.abort();
  await good;
});

test('a sampler that is closed ends its streams', async () => {
  const ended = follow(monitor, liveQuery(), send, new AbortController().signal);
  await pass(6000);
  await monitor.close(new AbortController().signal);
  await ended;
});

test('a thousand streams leave neither listeners nor holders behind', async () => {
  monitor = new Monitor(settingsOf({ sampleSeconds: 300 }), world, log);
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on('warning', listen);
  const signals: AbortController[] = [];
  const streams = Array.from({ length: 1000 }, () => {
    const abort = new AbortController();
    signals.push(abort);
    return follow(monitor, liveQuery(), send, abort.signal);
  });
  await pass(6000);
  for (const abort of signals) abort.abort();
  await Promise.all(streams);
  process.off('warning', listen);
  expect(warnings).toEqual([]);
  expect(world.readers.at(-1)?.mostReads).toBe(1);
  const packets = sent.length;
  await pass(10_000);
  expect(sent.length).toBe(packets);
  // Nobody holds the sampler any more: a day later it rests.
  await vi.advanceTimersByTimeAsync(25 * 3600_000);
  expect(vi.getTimerCount()).toBe(0);
}, 60_000);

test('a stream that is aborted before it begins ends at once', async () => {
  await follow(monitor, liveQuery(), send, AbortSignal.abort());
  expect(sent).toEqual([]);
});
