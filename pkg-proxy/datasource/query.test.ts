import { type DataQuery, PluginError } from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../src/contract/parse-settings';
import { Monitor } from '../queues/monitor/monitor';
import { BrokerError, type BrokerErrorCode } from '../queues/ports/reader';
import { FakeAdapters } from '../queues/testing/fake-adapters';
import { ask as askPanel, noticesOf, table } from './testing/fake-panel';

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

/** Asks as Grafana does; time passes until the answer is there. */
async function timed<T>(promise: Promise<T>): Promise<{ value: T; ms: number }> {
  const began = performance.now();
  const value = await promise;
  return { value, ms: performance.now() - began };
}
async function settled<T>(promise: Promise<T>): Promise<{ value: T; ms: number }> {
  const result = timed(promise);
  result.catch(() => {});
  await pass(10_000);
  return result;
}
const ask = (json: unknown, rest?: Partial<DataQuery>) => askPanel(monitor, json, rest);
const refused = async (json: unknown) => {
  const error: unknown = await ask(json).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(PluginError);
  return error as PluginError;
};
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

test('why nothing is known of capacity is said with the answer', async () => {
  make({ taskEvents: 'off', details: false });
  void monitor.asked();
  await pass(0);
  const { value } = await settled(ask({ queryType: 'now', measures: ['concurrency', 'busy', 'utilisation', 'neededConcurrency'] }));
  expect(noticesOf(value).split('\n').sort()).toEqual([
    'warning: busy, utilisation, neededConcurrency: task events are off (jsonData.taskEvents in the data source settings).',
    'warning: neededConcurrency: queue details are off (jsonData.details in the data source settings).',
  ]);
  expect(noticesOf((await settled(ask({ queryType: 'now', measures: ['concurrency'] }))).value)).toBe('');
});

describe('a query that is wrong', () => {
  test.each<[unknown, RegExp]>([
    [null, /query object/],
    ['{', /query object/],
    [{ measures: ['wating'] }, /^measures\[0\]: expected one of "waiting", "inFlight", .*"deviation", got "wating"$/],
    [{ queues: ['a', '/(/'] }, /^queues\[1\]: expected a regular expression/],
    [
      { exclude: ['/.{0,1000}{9}/', '/.{0,1000}x.{0,1000}y.{0,1000}z/'] },
      /^exclude\[0\]: expected a regular expression of at most 4000 steps/,
    ],
    [
      { queues: ['/.{0,900}/'], exclude: ['/.{0,900}/', '/.{0,900}/'] },
      /^exclude\[1\]: expected regular expressions of at most 4000 steps together/,
    ],
    [{ queues: ['/'.concat('a'.repeat(10_000), '/')] }, /^queues\[0\]: expected at most 1024 characters/],
    [{ queryType: 'lengths' }, /^queryType: expected one of "now", "history"/],
    [{ top: -1, by: 'x' }, /^by: .*; top: /],
  ])('%j: status 400 that names the field, without a look at the broker', async (json, message) => {
    make();
    const error = await refused(json);
    expect([error.status, error.source]).toEqual([400, 'plugin']);
    expect(error.message).toMatch(message);
    expect(world.readers[0]?.reads).toEqual([]);
  });

  test("Grafana's own queryType counts where the query says none", async () => {
    make();
    const asked = ask({}, { queryType: 'now' });
    await pass(10);
    expect((await asked).meta?.type).toBe('numeric-long');
    expect((await ask({ queryType: 'history' }, { queryType: 'now' })).meta?.type).toBe('timeseries-wide');
  });
});

describe('now', () => {
  const now = async (json: object) => {
    const asked = ask({ queryType: 'now', ...json });
    await pass(10);
    return asked;
  };

  test('one measure: one row a queue, zeros are zeros', async () => {
    make();
    const frame = await now({});
    expect(frame.meta?.type).toBe('numeric-long');
    expect(frame.fields.map((f) => [f.name, f.type])).toEqual([
      ['broker', 'string'],
      ['queue', 'string'],
      ['waiting', 'number'],
    ]);
    expect(table(frame)).toEqual({
      broker: Array(4).fill('test'),
      queue: ['big', 'celery', 'emails', 'odd "q": /1 \u{1f600}'],
      waiting: [120, 4, 0, 2],
    });
  });

  test.each<[object, Record<string, unknown[]>]>([
    [{ top: 2 }, { queue: ['big', 'celery'], waiting: [120, 4] }],
    [
      { queues: ['big'], by: 'priority' },
      { queue: Array(4).fill('big'), priority: ['0', '3', '6', '9'], waiting: [50, 0, 0, 70] },
    ],
    [{ by: 'total' }, { broker: ['test'], waiting: [126] }],
    [
      { by: 'total', measures: ['waiting', 'status'] },
      { waiting: [126], status: ['critical'], quality: ['exact'] },
    ],
    [
      { measures: ['status', 'waiting'], exclude: ['odd*'] },
      { status: ['critical', 'ok', 'ok'], waiting: [120, 4, 0], quality: ['exact', 'exact', 'exact'] },
    ],
    [{ queues: ['/^c/', 'emails'] }, { queue: ['celery', 'emails'] }],
  ])('%j', async (json, wanted) => {
    make({ thresholds: { warning: 10, critical: 100 } });
    expect(table(await now(json))).toMatchObject(wanted);
  });

  test('an unknown name has no row but a notice, a configured one has 0', async () => {
    make({ queues: ['mine'] });
    const frame = await now({ queues: ['mine', 'nope', 'zz*'] });
    expect(table(frame)).toMatchObject({ queue: ['mine'], waiting: [0] });
    expect(noticesOf(frame)).toMatch(/"nope", "zz\*"/);
  });

  test('a queue that cannot be read is null and says why; its neighbours and a total go on', async () => {
    world = new FakeAdapters(LENGTHS, (r) => r.unreadable.set('big', 'the key "big" is not a list'));
    make({ thresholds: { warning: 10 } });
    const frame = await now({ measures: ['waiting', 'status'] });
    expect(table(frame)).toMatchObject({
      waiting: [Number.NaN, 4, 0, 2],
      status: ['unknown', 'ok', 'ok', 'ok'],
      quality: ['unknown', 'exact', 'exact', 'exact'],
    });
    expect(noticesOf(frame)).toContain('big: the key "big" is not a list');
    expect(table(await now({ by: 'total', measures: ['waiting', 'status'] }))).toMatchObject({
      waiting: [6],
      status: ['unknown'],
      quality: ['atLeast'],
    });
    expect(noticesOf(await now({ exclude: ['big'] }))).toBe('');
  });

  test('a broker that cannot be read is an error of the broker, never a number', async () => {
    make();
    await now({});
    reader().failure = failure('refused');
    await pass(10_000);
    const error = await refused({ queryType: 'now' });
    expect([error.status, error.source, error.message]).toEqual([502, 'downstream', 'Redis at fake:6379/0: refused']);
  });
});

describe('the first answer', () => {
  test.each<[string, () => void, number]>([
    ['frozen', () => (reader().frozen = true), 504],
    ['refusing', () => (reader().failure = failure('refused')), 502],
    ['slow beyond all limits', () => Object.assign(reader(), { discoverMs: 60_000, readMs: 60_000 }), 504],
  ])('of a broker that is %s comes within two seconds, for everyone who asks at once', async (_, arrange, status) => {
    make();
    arrange();
    const asked = Array.from({ length: 50 }, (_x, i) => timed(ask({ queryType: i % 2 ? 'now' : 'history' }).catch((e: PluginError) => e)));
    await pass(10_000);
    for (const { value, ms } of await Promise.all(asked)) {
      expect(value).toMatchObject({ status, source: 'downstream' });
      expect(ms).toBeLessThanOrEqual(2000);
    }
    expect(reader().mostReads).toBe(1);
  });

  test('after a day without questions is not one of yesterday', async () => {
    make({ sampleSeconds: 300 });
    await settled(ask({ queryType: 'now' }));
    await pass(30 * 3600_000);
    reader().lengths = { celery: [9] };
    const { value } = await settled(ask({ queryType: 'now', queues: ['celery'] }));
    expect(table(value)).toMatchObject({ waiting: [9] });
    expect(value.meta?.custom).toMatchObject({ quality: 'exact' });
  });
});

describe('what cannot be discovered', () => {
  test.each(['permission', 'protocol'] as const)('%s: configured queues are there, with a notice', async (code) => {
    world = new FakeAdapters(LENGTHS, (r) => {
      r.discoveryFailure = failure(code);
    });
    make({ queues: ['celery'] });
    const { value } = await settled(ask({ queryType: 'now' }));
    expect(table(value)).toMatchObject({ queue: ['celery'], waiting: [4] });
    expect(noticesOf(value)).toMatch(/^warning: Queues cannot be discovered\./);
  });
});
