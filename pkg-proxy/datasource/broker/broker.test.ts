import { type DataQuery, PluginError } from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { BrokerError } from '../../queues/ports/reader';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { answer } from '../query';
import { noticesOf, table, valuesOf } from '../testing/fake-panel';

let world: FakeAdapters;
let monitor: Monitor;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const reader = () => world.readers[0]!;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 12) });
  world = new FakeAdapters({ celery: [3], emails: [0] });
  const raw = { uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData: { environment: 'test', thresholds: { warning: 10 } } };
  monitor = new Monitor(parseSettings({ ...raw, secureJsonData: {} }), world, { info: () => {}, warn: () => {} });
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await pass(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

async function ask(json: object, range: Partial<DataQuery> = {}) {
  const now = Date.now();
  const request = {
    refId: 'A',
    queryType: '',
    maxDataPoints: 1000,
    intervalMs: 1000,
    from: now - 3600_000,
    to: now + 60_000,
    json,
    ...range,
  };
  const asked = answer(monitor, request, (query) => `channel of ${query.queryType}`);
  asked.catch(() => {});
  await pass(10);
  return asked;
}

describe('broker', () => {
  test('the very first question has a table of facts with units, and time series', async () => {
    reader().told = { memoryUsed: 900, memoryLimit: 1000, evictionPolicy: 'allkeys-lru', replicas: 1, replicasOnline: 1, lagSeconds: 2 };
    const [facts, series, ...more] = await ask({ queryType: 'broker' });
    expect(more).toEqual([]);
    const columns = table(facts!);
    expect(columns).toMatchObject({
      broker: ['test'],
      status: ['warning'],
      product: ['Redis'],
      version: ['7.0.15'],
      role: ['master'],
      memoryUsed: [900],
      memoryShare: [0.9],
      blockedClients: [4],
      replicationLag: [2],
      replicationLagBytes: [Number.NaN],
      masterLinkUp: [null],
      appendOnly: [true],
      quality: ['exact'],
    });
    expect(String(columns['risks']?.[0]).split('\n')).toHaveLength(2);
    const unitOf = (name: string) => facts?.fields.find((field) => field.name === name)?.config?.['unit'];
    expect(['uptime', 'memoryUsed', 'memoryShare', 'timeUntilFull', 'version'].map(unitOf)).toEqual([
      's',
      'bytes',
      'percentunit',
      's',
      undefined,
    ]);
    expect([facts?.meta?.type, series?.meta?.type]).toEqual(['table', 'timeseries-wide']);
    expect(series?.fields.map((field) => [field.name, valuesOf(field).at(-1)])).toEqual([
      ['time', Date.UTC(2026, 0, 5, 12)],
      ['memoryUsed', 900],
      ['memoryLimit', 1000],
      ['clients', 12],
      ['blockedClients', 4],
      ['opsPerSecond', 25],
    ]);
  });

  test('what workers took and did not acknowledge', async () => {
    reader().deliveries = { total: 5, overdue: 2, oldestAt: Date.now() - 7200_000, entries: [] };
    const [facts] = await ask({ queryType: 'broker' });
    expect(table(facts!)).toMatchObject({ inFlight: [5], overdueDeliveries: [2], oldestDelivery: [7200] });
    expect(table(facts!)['risks']).toEqual([expect.stringContaining('2 tasks unacknowledged for longer than the visibility timeout')]);
  });

  test('no limit is no number', async () => {
    const [facts, series] = await ask({ queryType: 'broker' });
    expect(table(facts!)).toMatchObject({ memoryLimit: [null], memoryShare: [null], risks: [''], status: ['ok'] });
    expect(table(series!)['memoryLimit']).toEqual([Number.NaN]);
  });

  test('series are those of the range, with gaps where nothing was read', async () => {
    await ask({ queryType: 'broker' });
    await pass(180_000);
    reader().factsFailure = new BrokerError('timeout', 'no answer');
    await pass(120_000);
    const [, all] = await ask({ queryType: 'broker' });
    expect(valuesOf(all?.fields[1])).toEqual([10e6, 10e6, 10e6, 10e6, Number.NaN, Number.NaN]);
    const to = Date.now() - 120_000;
    const [, part] = await ask({ queryType: 'broker' }, { from: to - 10_000, to });
    expect(valuesOf(part?.fields[1])).toEqual([10e6]);
  });

  test('status alone: a row a risk, for alerts', async () => {
    reader().told = { memoryUsed: 99, memoryLimit: 100, role: 'replica', masterLinkUp: true, evictedKeys: 1 };
    reader().deliveries = { total: 5, overdue: 2, oldestAt: Date.now() - 7200_000, entries: [] };
    const [frame, ...more] = await ask({ queryType: 'broker', measures: ['status'] });
    expect([frame?.meta?.type, more]).toEqual(['numeric-long', []]);
    expect(table(frame!)).toEqual({
      broker: Array(7).fill('test'),
      risk: ['memory', 'eviction', 'fragmentation', 'clients', 'replication', 'persistence', 'deliveries'],
      status: [2, 1, 0, 0, 0, 0, 1],
    });
  });

  test('of deliveries that were not read no risk is known', async () => {
    reader().deliveries = new Error('add +hlen');
    const [frame] = await ask({ queryType: 'broker', measures: ['status'] });
    expect(table(frame!)['status']).toEqual([0, 0, 0, 0, 0, 0, null]);
  });

  test('risks of the server are those without deliveries, whose number is an answer of its own', async () => {
    reader().deliveries = { total: 5, overdue: 2, oldestAt: Date.now() - 7200_000, entries: [] };
    const [server] = await ask({ queryType: 'broker', answer: 'server' });
    expect(table(server!)).toMatchObject({ risk: ['memory', 'eviction', 'fragmentation', 'clients', 'replication', 'persistence'] });
    const [overdue] = await ask({ queryType: 'broker', answer: 'overdue' });
    expect([overdue?.meta?.type, table(overdue!)]).toEqual(['numeric-long', { broker: ['test'], overdue: [2] }]);
  });

  test('overdue deliveries that were not read are unknown, not 0', async () => {
    reader().deliveries = new Error('add +hlen');
    const [frame] = await ask({ queryType: 'broker', answer: 'overdue' });
    expect(table(frame!)['overdue']).toEqual([null]);
  });

  test('memory alone: the bytes, for alerts', async () => {
    const [frame, ...more] = await ask({ queryType: 'broker', measures: ['memory'] });
    expect([frame?.meta?.type, more, table(frame!)]).toEqual(['numeric-long', [], { broker: ['test'], memory: [10e6] }]);
  });

  test('without the right to INFO nothing is known, and the command to add is said', async () => {
    reader().factsFailure = new BrokerError('permission', 'the ACL user may not run INFO: add it (ACL SETUSER … +info).');
    const [facts] = await ask({ queryType: 'broker' });
    expect(table(facts!)).toMatchObject({
      broker: ['test'],
      memoryUsed: [null],
      product: [null],
      status: ['unknown'],
      quality: ['unknown'],
    });
    expect(noticesOf(facts!)).toMatch(/^warning: .*\+info/);
    const [status] = await ask({ queryType: 'broker', measures: ['status'] });
    expect(table(status!)['status']).toEqual(Array(7).fill(null));
  });

  test('facts that are no longer read are stale', async () => {
    await ask({ queryType: 'broker' });
    reader().factsFailure = new BrokerError('timeout', 'no answer');
    await pass(60_000);
    const [facts] = await ask({ queryType: 'broker' });
    expect(table(facts!)).toMatchObject({ quality: ['stale'], memoryUsed: [10e6] });
  });

  test('of a broker that cannot be read the series are drawn, what is now is unknown, and an alert fails', async () => {
    await ask({ queryType: 'broker' });
    reader().failure = new BrokerError('refused', 'nobody there');
    await pass(70_000);
    const [facts, series] = await ask({ queryType: 'broker' });
    expect(table(facts!)).toMatchObject({ memoryUsed: [null], quality: ['unknown'] });
    expect(noticesOf(facts!)).toContain("error: The server's state cannot be read. nobody there");
    expect(valuesOf(series?.fields[1])).toEqual([10e6, Number.NaN]);
    await expect(ask({ queryType: 'broker', measures: ['status'] })).rejects.toBeInstanceOf(PluginError);
  });
});

describe('events', () => {
  const happen = async () => {
    await ask({ queryType: 'events' });
    await pass(20_000);
    reader().lengths = { celery: [50], emails: [11], 'a,b': [0] };
    await pass(60_000);
    reader().failure = new BrokerError('refused', 'nobody there');
    await pass(10_000);
  };

  test('the columns that annotations are read from', async () => {
    await happen();
    const [frame, ...more] = await ask({ queryType: 'events' });
    expect(more).toEqual([]);
    expect(frame?.fields.slice(0, 6).map(({ name, type }) => `${name} ${type}`)).toEqual([
      'time time',
      'timeEnd time',
      'title string',
      'text string',
      'tags string',
      'id string',
    ]);
    const columns = table(frame!);
    expect(columns['title']).toEqual(['celery is warning', 'emails is warning', 'a,b appeared', 'The broker cannot be read']);
    expect(columns['tags']).toEqual(['threshold,warning,celery', 'threshold,warning,emails', 'appeared,info,a b', 'unreadable,critical']);
    expect(columns['queue']).toEqual(['celery', 'emails', 'a,b', null]);
    expect(new Set(columns['broker'])).toEqual(new Set(['test']));
    // What goes on ends now, what has no length when it begins.
    expect(columns['timeEnd']?.[3]).toBe(Date.now() - 10);
    expect(columns['timeEnd']?.slice(0, 3)).toEqual(columns['time']?.slice(0, 3));
  });

  test('of the queues meant and of the broker, within the range', async () => {
    await happen();
    const titles = async (json: object, range = {}) => table((await ask({ queryType: 'events', ...json }, range))[0]!)['title'];
    expect(await titles({ queues: ['emails'] })).toEqual(['emails is warning', 'The broker cannot be read']);
    expect(await titles({ queues: ['nobody'] })).toEqual(['The broker cannot be read']);
    expect(await titles({ exclude: ['*e*'] })).toEqual(['a,b appeared', 'The broker cannot be read']);
    expect(await titles({}, { to: Date.now() - 12_000 })).toHaveLength(3);
    expect(await titles({}, { to: Date.now() - 3600_000 })).toEqual([]);
  });

  test('live names its channel; a broker that was never read has events too', async () => {
    reader().failure = new BrokerError('refused', 'nobody there');
    const [first] = await ask({ queryType: 'events', live: true });
    expect([first?.meta?.channel, table(first!)['id']]).toEqual(['channel of events', []]);
    await pass(5000);
    expect(table((await ask({ queryType: 'events' }))[0]!)['title']).toEqual(['The broker cannot be read']);
    const [empty] = await ask({ queryType: 'events' }, { from: 0, to: 1000 });
    expect(noticesOf(empty!)).toMatch(/^info: No events between 1970-01-01T00:00:00\.000Z and /);
  });
});
