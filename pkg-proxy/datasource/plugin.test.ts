import {
  createLogger,
  type DatasourceInstance,
  type DatasourcePlugin,
  type Frame,
  type PluginContext,
} from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeAdapters } from '../queues/testing/fake-adapters';
import { createPlugin } from './plugin';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: FakeAdapters;
let plugin: Required<DatasourcePlugin>;
let log: string[];
let jumped: number;
let named: (() => Promise<DatasourceInstance[]>) | undefined;

const MIRROR = { mirror: { enabled: true }, sampleSeconds: 300 };
const datasource = (jsonData: object = MIRROR): DatasourceInstance => ({
  orgId: 1,
  id: 1,
  uid: 'u',
  name: 'Celery',
  url: 'redis://h',
  user: '',
  database: '',
  jsonData,
  secureJsonData: {},
  updated: 0,
});
const contextOf = (instance: DatasourceInstance): PluginContext => ({
  orgId: 1,
  pluginId: 'p',
  pluginVersion: '1',
  datasource: instance,
  grafanaConfig: {},
});
function start(): void {
  plugin = createPlugin(
    () => world,
    createLogger('test', 'info', (line) => log.push(JSON.parse(line)['@message'])),
    named,
  );
}
async function health(instance = datasource()) {
  const answer = plugin.checkHealth(contextOf(instance), new AbortController().signal);
  await vi.advanceTimersByTimeAsync(10);
  return answer;
}
/**
 * Lets so much time pass, at least an hour. Timers run for an hour of each 20: days of samples would take a minute. The clock that
 * intervals are measured by jumps over the rest.
 */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 20 * HOUR) {
    jumped += Math.max(0, Math.min(left, 20 * HOUR) - HOUR);
    await vi.advanceTimersByTimeAsync(HOUR);
  }
}
const closed = () => ({ readers: world.readers.map((r) => r.closed), stores: world.stores.map((s) => s.closed) });

beforeEach(() => {
  vi.useFakeTimers();
  jumped = 0;
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + jumped);
  world = new FakeAdapters({ celery: [1], emails: [2] });
  log = [];
  named = undefined;
});
afterEach(async () => {
  await plugin.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount(), 'timers that outlive the plugin').toBe(0);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('a datasource that nobody asks for', () => {
  test('ends after seven days, with its mirror, and begins anew when somebody asks', async () => {
    start();
    await health();
    await pass(7 * DAY - 2 * HOUR);
    expect(closed()).toEqual({ readers: [false], stores: [false] });
    await pass(4 * HOUR);
    expect(closed()).toEqual({ readers: [true], stores: [true] });
    expect(log).toContain('A datasource and its mirror stop after 7 days without a request.');
    const written = world.stores[0]?.stored.length;
    await pass(DAY);
    expect(world.stores[0]?.stored.length).toBe(written);
    expect(await plugin.collectMetrics(contextOf(datasource()))).not.toContain('queue="celery"');
    expect(await health()).toMatchObject({ status: 'ok' });
    expect(closed()).toEqual({ readers: [true, false], stores: [true, false] });
  });

  test('stays while an alert or a panel asks now and then, also with other settings', async () => {
    start();
    await health();
    for (let i = 1; i < 5; i++) {
      await pass(4 * DAY);
      await health(datasource({ ...MIRROR, thresholds: { critical: i } }));
    }
    expect(closed()).toEqual({ readers: [false], stores: [false] });
  });

  test('stays while somebody follows it live', async () => {
    start();
    const leaving = new AbortController();
    const request = { context: contextOf(datasource()), path: 'history/q.e30', data: undefined };
    const following = plugin.runStream(request, async () => {}, leaving.signal);
    await pass(9 * DAY);
    expect(closed()).toEqual({ readers: [false], stores: [false] });
    leaving.abort();
    await following;
    await pass(6 * DAY);
    expect(closed()).toEqual({ readers: [false], stores: [false] });
    await pass(2 * DAY);
    expect(closed()).toEqual({ readers: [true], stores: [true] });
  });

  test('says so to those who mirror, unless the configuration names it', async () => {
    start();
    expect((await health()).message).toContain('The mirror stops after 7 days without a request to this data source.');
    expect((await health(datasource({ sampleSeconds: 300 }))).message).not.toContain('7 days');
    await plugin.close();
    named = async () => [datasource()];
    start();
    await vi.advanceTimersByTimeAsync(10);
    expect((await health()).message).not.toContain('7 days');
  });
});

describe('a datasource that the configuration names', () => {
  test('runs from the first second and stays, until it is not named any more', async () => {
    let list = [datasource()];
    named = async () => list;
    start();
    await pass(9 * DAY);
    expect(closed()).toEqual({ readers: [false], stores: [false] });
    list = [];
    await pass(HOUR); // in which it is read
    await pass(HOUR);
    expect(closed()).toEqual({ readers: [true], stores: [true] });
    list = [datasource()];
    await pass(HOUR);
    expect(closed()).toEqual({ readers: [true, false], stores: [true, false] });
  });

  test('goes on while the configuration cannot be read, for a day', async () => {
    let failure: Error | undefined;
    named = async () => {
      if (failure) throw failure;
      return [datasource()];
    };
    start();
    await pass(9 * DAY);
    failure = new Error('no such file');
    await pass(20 * HOUR);
    expect(closed()).toEqual({ readers: [false], stores: [false] });
    expect(log.filter((line) => line.includes('config cannot be read'))).toHaveLength(1);
    await pass(6 * HOUR);
    expect(closed()).toEqual({ readers: [true], stores: [true] });
  });

  test('is not started over what Grafana has set meanwhile', async () => {
    named = async () => [datasource()];
    start();
    await health(datasource({ ...MIRROR, exclude: ['emails'] }));
    await pass(2 * HOUR);
    expect(world.stores.at(-1)?.stored.map(({ queue }) => queue)).not.toContain('emails');
    expect(closed().stores.at(-1)).toBe(false);
  });

  test('with wrong settings is said in the log, and costs the others nothing', async () => {
    named = async () => [datasource({ sampleSeconds: 0 }), { ...datasource(), uid: 'v' }];
    start();
    await pass(3 * HOUR);
    expect(log.filter((line) => line.includes('cannot be started'))).toHaveLength(1);
    expect(closed()).toEqual({ readers: [false], stores: [false] });
  });
});

test('a live query that is too long to be followed is answered all the same, and says so', async () => {
  start();
  const ask = async (count: number) => {
    const queues = ['celery', ...Array.from({ length: count }, (_, n) => `${n}-`.padEnd(1024, 'x'))];
    const query = { refId: 'A', queryType: '', maxDataPoints: 100, intervalMs: 1000, from: Date.now() - HOUR, to: Date.now() };
    const { signal } = new AbortController();
    const request = { context: contextOf(datasource({})), headers: {}, queries: [], signal };
    const answer = plugin.query({ ...query, json: { live: true, queues } }, request);
    await vi.advanceTimersByTimeAsync(10);
    const [frame] = await answer;
    const notices = frame?.meta?.notices?.map(({ text }) => text).filter((text) => text.includes('live')) ?? [];
    return { series: (frame?.fields.length ?? 0) - 1, followed: frame?.meta?.channel !== undefined, notices };
  };
  expect(await ask(10)).toEqual({ series: 1, followed: true, notices: [] });
  expect(await ask(900)).toEqual({
    series: 1,
    followed: false,
    notices: [expect.stringContaining('This query is too long for live updates')],
  });
});

test('a live stream is over when the settings change, so that Grafana asks for one with the new ones', async () => {
  start();
  const sent: Frame[] = [];
  const follow = (jsonData: object) => {
    const request = { context: contextOf(datasource(jsonData)), path: 'history/q.e30', data: undefined };
    return plugin.runStream(request, async (frame) => void sent.push(frame), new AbortController().signal);
  };
  const following = follow({});
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent.at(-1)?.fields).toHaveLength(3);
  const ended = expect(following).rejects.toMatchObject({ status: 503 }); // Grafana stops a stream that ends without an error
  await health(datasource({ exclude: ['emails'] }));
  await ended;
  const again = follow({ exclude: ['emails'] });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent.at(-1)?.fields).toHaveLength(2);
  expect(closed().readers).toEqual([false]); // the sampler went on all the time
  const endedAgain = expect(again).rejects.toMatchObject({ status: 503 });
  await plugin.close();
  await endedAgain;
});
