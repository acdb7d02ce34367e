import type { Frame, SendFrame } from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { liveQuery } from '../testing/live-query';
import { follow, initialFrame } from './stream';

const START = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;
let world: FakeAdapters;
let monitor: Monitor;
let sent: { frame: Frame; include: string }[];
const send: SendFrame = async (frame, include = 'all') => {
  sent.push({ frame, include });
};
const setTimeoutReal = globalThis.setTimeout;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date', 'performance'], now: START });
  world = new FakeAdapters({ celery: [1] });
  const raw = { uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData: { environment: 'test' }, secureJsonData: {} };
  monitor = new Monitor(parseSettings(raw), world, { info: () => {}, warn: () => {} });
  sent = [];
  void monitor.asked();
  await pass(500);
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** Lets fake time pass and real microtasks and immediates run in between. */
async function pass(ms: number): Promise<void> {
  for (let i = 0; i < ms; i += 500) {
    await vi.advanceTimersByTimeAsync(500);
    await new Promise((resolve) => setTimeoutReal(resolve, 1));
  }
}
let ids = 0;
function run(name: string): void {
  const uuid = `u${ids++}`;
  const feed = world.taskFeeds[0]!;
  feed.say('received', uuid, { name });
  feed.say('started', uuid);
  feed.say('succeeded', uuid, { runtime: 0.5 });
}

test('one packet a minute once it is whole; a task that does nothing stays in it', async () => {
  const query = liveQuery({ queryType: 'runs', format: 'timeseries', measures: ['succeeded', 'runtime'] });
  expect(await initialFrame(monitor, query)).toBeUndefined();
  const abort = new AbortController();
  const ended = follow(monitor, query, send, abort.signal);
  for (let i = 0; i < 6; i++) run('shop.pay');
  await pass(MINUTE);
  expect(sent).toEqual([]);
  await pass(2 * MINUTE);
  run('shop.mail');
  await pass(2 * MINUTE);
  abort.abort();
  await ended;
  const rows = sent.map(({ frame, include }) => ({
    include,
    ...Object.fromEntries(frame.fields.map(({ name, values }) => [name, values[0]])),
  }));
  expect(rows.map(({ include }) => include)).toEqual(['all', 'data', 'data', 'all']);
  expect(rows.map((row) => Reflect.get(row, 'time'))).toEqual([0, 1, 2, 3].map((minute) => START + minute * MINUTE));
  expect(rows[0]).toMatchObject({ 'shop.pay succeeded': expect.closeTo(0.1, 2), 'shop.pay runtime': expect.closeTo(0.5, 1) });
  expect(rows[1]).toMatchObject({ 'shop.pay succeeded': 0, 'shop.pay runtime': Number.NaN });
  expect(rows[3]).toMatchObject({ 'shop.mail succeeded': expect.closeTo(1 / 60, 3), 'shop.pay succeeded': 0 });
  expect((await initialFrame(monitor, query))?.fields[0]?.values[0]).toBe(START + 3 * MINUTE);
});

test('patterns that cannot be compiled are refused', async () => {
  const query = liveQuery({ queryType: 'runs', format: 'timeseries', tasks: ['/(/'] });
  await expect(initialFrame(monitor, query)).rejects.toMatchObject({ status: 400 });
});
