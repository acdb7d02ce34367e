import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../src/contract/parse-settings';
import { FakeAdapters } from '../queues/fake-adapters';
import { Monitor } from '../queues/monitor';
import type { ResourceRequest } from '../runtime';
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
    expect(await get(path, query, method)).toMatchObject({ status });
  });

  test('a bad pattern in a preview is told as in a query', async () => {
    make();
    await expect(get('preview', 'queues=ok&queues=/(/')).rejects.toThrow(/^queues\[1\]: expected a regular expression/);
  });
});
