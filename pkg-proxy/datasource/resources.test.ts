import type { ResourceRequest } from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../src/contract/parse-settings';
import { Monitor } from '../queues/monitor/monitor';
import { BrokerError } from '../queues/ports/reader';
import { FakeAdapters } from '../queues/testing/fake-adapters';
import { callResource } from './resources';

const LENGTHS = { celery: [3, 1], emails: [0], big: [50, 0, 0, 70], 'odd "q": /1 \u{1f600}': [2] };

let world: FakeAdapters;
let monitor: Monitor;
function make(jsonData: object = {}, url = 'redis://h'): Monitor {
  const settings = parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData, secureJsonData: {} });
  monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  return monitor;
}
/** Lets time pass until the answer is there, and says how much it was. */
async function settled<T>(promise: Promise<T>): Promise<{ value: T; ms: number }> {
  const began = performance.now();
  let ms = Number.NaN;
  const timed = promise.finally(() => {
    ms = performance.now() - began;
  });
  timed.catch(() => {});
  await vi.advanceTimersByTimeAsync(10_000);
  return { value: await timed, ms };
}

beforeEach(() => {
  vi.useFakeTimers();
  world = new FakeAdapters(LENGTHS);
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('resources', () => {
  const get = (path: string, query = '', method = 'GET') =>
    callResource(monitor, { path, method, query: new URLSearchParams(query) } as unknown as ResourceRequest);

  test('queues: every queue with its source and length; null for what could not be read', async () => {
    world = new FakeAdapters(LENGTHS, (r) => r.unreadable.set('big', 'WRONGTYPE'));
    make({ queues: ['mine'], exclude: ['odd*'] });
    const { value } = await settled(get('/queues/'));
    expect(value).toMatchObject({
      status: 200,
      body: {
        queues: [
          { name: 'big', source: 'discovered', waiting: null, lastSeen: null },
          { name: 'celery', source: 'discovered', waiting: 4 },
          { name: 'emails', source: 'discovered', waiting: 0 },
          { name: 'mine', source: 'configured', waiting: 0 },
        ],
      },
    });
  });

  test.each([
    ['nope', '', 'GET', 404],
    ['', '', 'GET', 404],
    ['queues/x', '', 'GET', 404],
    ['../queues', '', 'GET', 404],
    ['constructor', '', 'GET', 404],
    ['__proto__', '', 'GET', 404],
    ['cost', '', 'POST', 405],
    ['cost', '', 'GET', 200],
    ['preview', 'queues=celery&queues=nope', 'GET', 200],
  ])('%s?%s %s: %d', async (path, query, method, status) => {
    make();
    expect((await settled(get(path, query, method))).value).toMatchObject({ status });
  });

  test('cost: of all queues there are, for the settings as saved or as typed', async () => {
    make({ mirror: { maxQueues: 3 } });
    const body = async (query: string) => (await settled(get('cost', query))).value.body;
    expect(await body('')).toMatchObject({ knownQueues: 4, queues: 3, dollarsPerMonth: 0.9, budget: null });
    expect(await body('maxQueues=2&maxDollarsPerMonth=0.5')).toMatchObject({
      queues: 2,
      dollarsPerMonth: 0.6,
      budget: 0.5,
      overBudget: true,
    });
    expect(await body('maxQueues=')).toMatchObject({ queues: 4, dollarsPerMonth: 1.2 });
  });

  test('cost: of the configured queues while the broker cannot be read', async () => {
    world = new FakeAdapters({}, (r) => (r.failure = new BrokerError('refused', 'no')));
    make({ queues: ['mine'] });
    expect((await settled(get('cost'))).value).toMatchObject({ status: 200, body: { knownQueues: 1 } });
  });

  test('cost: what cannot be is told, as in the settings', async () => {
    make();
    await expect(get('cost', 'maxQueues=0&measures=length')).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(
        /^maxQueues: expected a whole number from 1 to 10000, got 0; measures\[0\]: expected one of "waiting"/,
      ),
    });
  });

  test('preview: how many queues match, and which', async () => {
    make();
    const { value } = await settled(get('preview', 'queues=e*&queues=big&queues=none&exclude=/^big$/'));
    expect(value.body).toEqual({ queues: ['emails'], count: 1, unknown: ['none'] });
  });

  test('names: the environment and the priorities; no worker and no task was heard of', async () => {
    make({ environment: 'prod' });
    const { value } = await settled(get('names'));
    expect(value.body).toEqual({ environments: ['prod'], priorities: ['0', '3', '6', '9'], workers: [], tasks: [] });
  });

  test('a bad pattern in a preview is told as in a query', async () => {
    make();
    await expect(get('preview', 'queues=ok&queues=/(/')).rejects.toThrow(/^queues\[1\]: expected a regular expression/);
  });
});
