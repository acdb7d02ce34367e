import { createLogger, type DatasourceInstance, PluginError } from 'grafana-node-datasource-runtime';
import { describe, expect, test } from 'vitest';
import { FakeAdapters } from '../queues/testing/fake-adapters';
import { Backlog } from './instance';

const log = createLogger('test', 'error');
const instance = (jsonData: unknown, url = 'redis://h'): DatasourceInstance => ({
  orgId: 1,
  id: 1,
  uid: 'u',
  name: 'n',
  url,
  user: '',
  database: '',
  jsonData,
  secureJsonData: {},
  updated: 0,
});
const signal = new AbortController().signal;

describe('settings that are wrong', () => {
  test('end nothing, say what is wrong at every question, and what ran goes on when they are right again', async () => {
    const world = new FakeAdapters();
    const good = new Backlog(instance({}), world, log);
    const monitor = good.monitor;
    const bad = new Backlog(instance({ sampleSeconds: 0 }), world, log, good);
    await good.close(signal, bad);
    expect(world.readers.map((r) => r.closed)).toEqual([false]);
    expect(bad.running).toBeUndefined();
    for (let i = 0; i < 2; i++) {
      expect(() => bad.monitor).toThrow(PluginError);
      expect(() => bad.monitor).toThrow(/jsonData\.sampleSeconds: expected a whole number from 1 to 300, got 0/);
    }
    const worse = new Backlog(instance({ include: ['/(/'] }), world, log, bad);
    await bad.close(signal, worse);
    expect(() => worse.monitor).toThrow(/jsonData\.include\[0\]/);
    const right = new Backlog(instance({ sampleSeconds: 1 }), world, log, worse);
    await worse.close(signal, right);
    expect(right.monitor.observed).toBe(monitor.observed);
    expect(world.readers.map((r) => r.closed)).toEqual([false]);
    await right.close(signal);
    expect(world.readers.map((r) => r.closed)).toEqual([true]);
  });

  test('from the beginning have nothing to end', async () => {
    const bad = new Backlog(instance({}, 'http://u:hunter2@h'), new FakeAdapters(), log);
    expect(() => bad.monitor).toThrow(/url: expected/);
    expect(() => bad.monitor).not.toThrow(/hunter2/);
    await bad.close(signal);
  });
});

test('what was replaced can be forgotten: a chain of settings changes does not keep the history of every broker', async () => {
  const world = new FakeAdapters();
  let backlog = new Backlog(instance({}, 'redis://h0'), world, log);
  const first = new WeakRef(backlog.monitor);
  for (let i = 1; i < 4; i++) {
    const next = new Backlog(instance({}, `redis://h${i}`), world, log, backlog);
    await backlog.close(signal, next);
    backlog = next;
  }
  const reachable = new Set<unknown>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || reachable.has(value)) return;
    reachable.add(value);
    for (const key of Reflect.ownKeys(value)) walk(Reflect.get(value, key));
  };
  walk(backlog);
  expect([...reachable].filter((value) => value instanceof Backlog)).toHaveLength(1);
  expect(reachable.has(first.deref())).toBe(false);
  await backlog.close(signal);
});
