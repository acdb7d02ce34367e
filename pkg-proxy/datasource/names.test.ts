import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../src/contract/parse-settings';
import { Monitor } from '../queues/monitor/monitor';
import { FakeAdapters } from '../queues/testing/fake-adapters';
import { ask, table } from './testing/fake-panel';

/** What every object of JavaScript has: a queue and a worker may be called like that all the same. */
const NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'];

let monitor: Monitor;
let world: FakeAdapters;
const by = <T>(value: (name: string) => T) => Object.fromEntries(NAMES.map((name) => [name, value(name)]));

beforeEach(async () => {
  vi.useFakeTimers();
  world = new FakeAdapters(Object.fromEntries([...NAMES, 'celery'].map((name) => [name, [5]])));
  // As Grafana sends it: parsed from JSON.
  const jsonData: unknown = JSON.parse(
    JSON.stringify({
      thresholds: { warning: 100, queues: by(() => ({ critical: 4 })) },
      workerQueues: by((name) => [name, `more of ${name}`]),
    }),
  );
  monitor = new Monitor(parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} }), world, {
    info: () => {},
    warn: () => {},
  });
  void monitor.asked();
  await vi.advanceTimersByTimeAsync(10);
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  vi.useRealTimers();
});

test('thresholds of their own', async () => {
  for (const name of NAMES) world.feeds[0]?.say(name);
  await vi.advanceTimersByTimeAsync(5000);
  const { queue = [], status = [] } = table(await ask(monitor, { queryType: 'now', measures: ['status'] }));
  expect(new Map(queue.map((name, i) => [name, status[i]]))).toEqual(
    new Map([...NAMES.map((name) => [name, 'critical'] as const), ['celery', 'ok']]),
  );
});

test('queues said by hand', async () => {
  for (const name of NAMES) world.feeds[0]?.say(name);
  const { worker = [], queues = [], queuesBy = [] } = table(await ask(monitor, { queryType: 'workers' }));
  expect(new Map(worker.map((name, i) => [name, [queues[i], queuesBy[i]]]))).toEqual(
    new Map(NAMES.map((name) => [name, [`${name}, more of ${name}`, 'settings']])),
  );
});
