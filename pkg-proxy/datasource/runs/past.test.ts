import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { ask as askPanel, noticesOf, table } from '../testing/fake-panel';

const START = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let world: FakeAdapters;
let monitor: Monitor;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(async () => {
  vi.useFakeTimers({ now: START });
  world = new FakeAdapters({ celery: [1] });
  const jsonData = { environment: 'test', mirror: { read: true, taskMeasures: ['succeeded', 'runtime'] } };
  const settings = parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} });
  monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  void monitor.asked();
  await pass(10);
  const archive = world.archives[0]!;
  archive.taskNames = ['shop.pay', 'shop.old', 'Other'];
  archive.taskValue = (measure, task, at) => {
    if (at >= START || task === 'Other') return Number.NaN;
    if (measure === 'listened') return 600;
    return measure === 'runtime' ? 2 : task === 'shop.old' ? 60 : 120;
  };
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await pass(0);
  vi.useRealTimers();
});

async function ask(query: object) {
  for (const uuid of ['1', '2', '3']) {
    const feed = world.taskFeeds[0]!;
    feed.say('received', uuid, { name: 'shop.pay', node: 'w@h' });
    feed.say('started', uuid, { node: 'w@h' });
    feed.say('succeeded', uuid, { node: 'w@h', runtime: 0.5 });
  }
  await pass(10 * MINUTE);
  const range = { from: START - HOUR, to: Date.now(), intervalMs: 10 * MINUTE };
  const asked = askPanel(monitor, { queryType: 'runs', format: 'timeseries', by: 'task', ...query }, range);
  asked.catch(() => {});
  await pass(10);
  return asked;
}
const rates = (frame: Awaited<ReturnType<typeof ask>>, task: string) =>
  frame.fields.filter(({ labels }) => labels?.['task'] === task).map(({ values }) => [...values].map(Number).slice(0, 7));

test('counts and run times before memory are drawn from the archive, tasks that are gone too', async () => {
  const frame = await ask({ measures: ['succeeded', 'runtime'] });
  const [succeeded = [], runtime = []] = rates(frame, 'shop.pay');
  expect(succeeded.slice(0, 6)).toEqual(Array(6).fill(0.2));
  expect(succeeded[6]).toBeCloseTo(3 / 600, 3);
  expect(runtime.slice(0, 6)).toEqual(Array(6).fill(2));
  expect(runtime[6]).toBeCloseTo(0.5, 2);
  expect(rates(frame, 'shop.old')[0]?.slice(0, 6)).toEqual(Array(6).fill(0.1));
  expect(noticesOf(frame)).not.toContain('known since');
});

test('a table adds up both, tasks that are gone too', async () => {
  const frame = await ask({ format: 'table', measures: ['succeeded', 'failureRatio', 'runtime'], statistic: 'avg' });
  const columns = table(frame);
  expect(columns['task']).toEqual(['shop.pay', 'shop.old']);
  const [pay = 0, old = 0] = columns['succeeded'] as number[];
  expect([pay, old]).toEqual([Math.round(pay), 360]);
  // Before memory 120 in ten minutes for an hour, and three that were heard.
  expect(pay).toBe(723);
  expect(columns['failureRatio']).toEqual([0, 0]);
  expect((columns['runtime'] as number[])[0]).toBeCloseTo((720 * 2 + 3 * 0.5) / 723, 3);
  expect(columns['quality']).toEqual([expect.stringContaining('estimate'), expect.stringContaining('estimate')]);
  expect(noticesOf(frame)).not.toContain('known since');
});

test('a table with nothing but what memory has is exact', async () => {
  for (const archive of world.archives) archive.taskValue = () => Number.NaN;
  const columns = table(await ask({ format: 'table', measures: ['succeeded', 'runtime'], statistic: 'p95' }));
  expect(columns['succeeded']).toEqual([3]);
});

test('by queue nothing is read, and it is said', async () => {
  const frame = await ask({ by: 'queue', measures: ['succeeded'] });
  expect(world.archives[0]?.taskRequests).toEqual([]);
  expect(noticesOf(frame)).toContain('has runs by task only');
});

test('an archive that fails leaves memory, and a notice', async () => {
  world.archives[0]!.error = new Error('It refuses.');
  const frame = await ask({ measures: ['succeeded'] });
  expect(rates(frame, 'shop.pay')[0]?.[6]).toBeCloseTo(3 / 600, 3);
  expect(noticesOf(frame)).toContain('Older task runs are missing. It refuses.');
});
