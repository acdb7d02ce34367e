import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../src/contract/parse-settings';
import { finish } from '../lifetime/work';
import { prometheusText } from '../prometheus/metrics';
import { Monitor } from '../queues/monitor/monitor';
import { FakeAdapters } from '../queues/testing/fake-adapters';
import { checkHealth } from './health';

const MIRROR = { mirror: { enabled: true } };
let world: FakeAdapters;
let messages: string[];
const monitors = new Set<Monitor>();

function run(url: string, jsonData: object = MIRROR, previous?: Monitor, secureJsonData: Record<string, string> = {}): Monitor {
  const log = { info: (m: string) => void messages.push(m), warn: (m: string) => void messages.push(m) };
  const monitor = new Monitor(parseSettings({ uid: url, name: url, url, user: '', jsonData, secureJsonData }), world, log, previous);
  monitors.add(monitor);
  return monitor;
}

async function close(monitor: Monitor, next?: Monitor): Promise<void> {
  monitors.delete(monitor);
  await monitor.close(new AbortController().signal, next);
}

const minutes = (store: number) => new Set(world.stores[store]?.stored.map(({ at }) => at)).size;

async function health(monitor: Monitor) {
  const result = checkHealth(monitor);
  await vi.advanceTimersByTimeAsync(10_000);
  return result;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2026, 0, 1));
  world = new FakeAdapters({ celery: [3, 1] });
  messages = [];
});
afterEach(async () => {
  for (const monitor of monitors) await close(monitor);
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount(), 'timers that outlive the monitors').toBe(0);
  vi.useRealTimers();
});

describe('two databases of one server, and no environment', () => {
  test('the second does not mirror, and says why wherever one looks', async () => {
    const first = run('redis://h:6379/0');
    const second = run('redis://h:6379/1');
    await vi.advanceTimersByTimeAsync(200_000);
    expect([minutes(0), minutes(1)]).toEqual([3, 0]);
    const why =
      'The mirror is off: another data source (database 0 on the same host) already mirrors to the same metrics. Give this data source its own environment (jsonData.environment).';
    expect(second.mirror?.status().metricsTaken).toBe(why);
    expect(messages.filter((message) => message === why).length).toBe(1);
    expect(await health(second)).toMatchObject({ status: 'error', message: expect.stringContaining(why) });
    expect(await health(first)).toMatchObject({
      status: 'ok',
      message: expect.stringContaining(
        'Another datasource (database 1 on the same host) also has the environment "h", so their metrics and labels cannot be told apart. Give each its own environment (jsonData.environment).',
      ),
    });
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      const text = finish(prometheusText(order));
      expect(text).toContain('backlog_environment_shared{broker="h"} 1\n');
      expect(text).toContain('backlog_mirror_metrics_taken{broker="h"} 1\n');
    }
  });

  test('with a lock the first keeps its minutes', async () => {
    const locked = { mirror: { enabled: true, lock: 'redis' } };
    run('redis://h:6379/0', locked);
    run('redis://h:6379/1', locked);
    await vi.advanceTimersByTimeAsync(200_000);
    expect([minutes(0), minutes(1), world.locks[1]?.minutes.size]).toEqual([3, 0, 0]);
  });

  test('the second goes on when the first ends, or when it gets a name of its own', async () => {
    const first = run('redis://h:6379/0');
    const second = run('redis://h:6379/1');
    await vi.advanceTimersByTimeAsync(70_000);
    await close(first);
    await vi.advanceTimersByTimeAsync(130_000);
    expect([minutes(1) > 0, second.metricsTaken, messages.at(-1)]).toEqual([
      true,
      null,
      'The mirror goes on: its metrics are its own again.',
    ]);
    expect(finish(prometheusText([second]))).toContain('backlog_environment_shared{broker="h"} 0\n');
    const third = run('redis://h:6379/2');
    const named = run('redis://h:6379/2', { ...MIRROR, environment: 'h/2' }, third);
    await close(third, named);
    expect([named.metricsTaken, named.nameShared]).toEqual([null, false]);
  });

  test('who came first stays first when its settings change', async () => {
    const first = run('redis://h:6379/0');
    const second = run('redis://h:6379/1');
    const changed = run('redis://h:6379/0', { ...MIRROR, exclude: ['x'] }, first);
    await close(first, changed);
    expect([changed.metricsTaken, second.metricsTaken !== null]).toEqual([null, true]);
  });

  test.each<[string, object, object]>([
    ['without a mirror', {}, {}],
    ['where one of them has a mirror', {}, MIRROR],
    ['that were given one name, where one has a mirror', { environment: 'h2' }, { ...MIRROR, environment: 'h2' }],
  ])('%s Save & test warns', async (_, one, other) => {
    const both = [run('redis://h:6379/0', one), run('redis://h:6379/1', other)];
    for (const monitor of both) {
      expect(monitor.metricsTaken).toBeNull();
      expect(await health(monitor)).toMatchObject({ status: 'ok', message: expect.stringMatching(/also has the environment "h2?"/) });
    }
  });

  test('that were given one name, and have no mirror, are no fault', async () => {
    const first = run('redis://h:6379/0', { environment: 'both' });
    run('redis://h:6379/1', { environment: 'both' });
    expect((await health(first)).message).toBe('Redis 7.0.15 at fake:6379/0, 1 queue, 4 tasks waiting.');
    expect(finish(prometheusText([first]))).toContain('backlog_environment_shared{broker="both"} 1\n');
  });
});

describe('whose metrics are taken', () => {
  test.each<[what: string, second: readonly [url: string, jsonData: object], taken: boolean, shared: boolean]>([
    ['the same database', ['redis://h:6379/0', MIRROR], false, false],
    ['the same database over TLS', ['rediss://H:6379/0', { ...MIRROR, environment: 'h' }], false, false],
    ['another environment', ['redis://h:6379/1', { ...MIRROR, environment: 'other' }], false, false],
    ['another namespace', ['redis://h:6379/1', { mirror: { enabled: true, namespace: 'x' } }], false, true],
    ['another AWS account', ['redis://h:6379/1', { ...MIRROR, assumeRoleArn: 'arn:aws:iam::1:role/x' }], false, true],
    ['another server that is called the same', ['redis://other:6379/0', { ...MIRROR, environment: 'h' }], true, true],
    ['another port', ['redis://h:6380/0', MIRROR], true, true],
    ['another key prefix', ['redis://h:6379/0', { ...MIRROR, keyPrefix: 'x:' }], true, true],
  ])('%s', (_, [url, jsonData], taken, shared) => {
    world.storeLabel = ({ mirror }) => `${mirror.namespace ?? 'Celery/Redis'} in eu-west-1`;
    run('redis://h:6379/0');
    const second = run(url, jsonData);
    expect([second.metricsTaken !== null, second.nameShared]).toEqual([taken, shared]);
  });

  test('under perQueue an environment does not help, a namespace does', () => {
    world.storeLabel = ({ mirror, connection }) => `${mirror.namespace ?? `${connection.broker.host}_redis`} in eu-west-1`;
    const perQueue = (more: object = {}) => ({ environment: 'b', mirror: { enabled: true, naming: 'perQueue', ...more } });
    run('redis://h:6379/0', { ...perQueue(), environment: 'a' });
    expect(run('redis://h:6379/1', perQueue()).metricsTaken).toMatch(
      /Give this data source its own namespace \(jsonData\.mirror\.namespace\)\.$/,
    );
    expect(run('redis://h:6379/2', perQueue({ namespace: 'x' })).metricsTaken).toBeNull();
  });

  test('two sentinels of one master are one broker', () => {
    run('sentinel://a:26379;sentinel://b:26379/0', { ...MIRROR, sentinelMaster: 'm', environment: 'e' });
    const second = run('sentinel://b:26379;sentinel://c:26379/0', { ...MIRROR, sentinelMaster: 'm', environment: 'e' });
    expect([second.metricsTaken, second.nameShared]).toEqual([null, false]);
  });
});
