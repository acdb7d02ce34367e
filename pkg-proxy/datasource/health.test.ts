import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../src/contract/parse-settings';
import { Monitor } from '../queues/monitor/monitor';
import { StoreError } from '../queues/ports/metric-store';
import { BrokerError, type BrokerErrorCode } from '../queues/ports/reader';
import { FakeAdapters } from '../queues/testing/fake-adapters';
import { checkHealth } from './health';

const LENGTHS = { celery: [3, 1], emails: [0], big: [50, 0, 0, 70], 'odd "q": /1 \u{1f600}': [2] };

let world: FakeAdapters;
let monitor: Monitor;
function make(jsonData: object = {}, url = 'redis://h', previous?: Monitor): Monitor {
  const settings = parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData, secureJsonData: {} });
  monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} }, previous);
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

const reader = () => world.readers[0]!;
const failure = (code: BrokerErrorCode) => new BrokerError(code, `Redis at fake:6379/0: ${code}`);

describe('health', () => {
  const health = async () => settled(checkHealth(monitor));

  test('what was found, in a sentence', async () => {
    make();
    // At once: no sample in between.
    const value = await checkHealth(monitor);
    expect(value).toMatchObject({ status: 'ok', message: 'Redis 7.0.15 at fake:6379/0, 4 queues, 126 tasks waiting.' });
  });

  test('with the mirror, and with a mirror that does not work', async () => {
    make({ mirror: { enabled: true } });
    expect((await health()).value.message).toMatch(/; mirroring 4 metrics to Fake\/Store in eu-west-1, about \$1\.20 a month\.$/);
    world.stores[0]!.failure = new StoreError('no credentials', false);
    expect((await health()).value).toMatchObject({ status: 'error', message: expect.stringContaining('no credentials') });
  });

  test('a mirror that would cost more than its budget is an error that says how to mend it', async () => {
    const mirror = { enabled: true, maxDollarsPerMonth: 0.7 };
    make({ mirror });
    const over =
      'The mirror is off: 4 metrics of 4 queues would cost $1.20 a month, mirror.maxDollarsPerMonth is $0.70. Raise it, lower mirror.maxQueues to 2 or mirror fewer measures.';
    expect((await health()).value).toMatchObject({
      status: 'error',
      message: `Redis 7.0.15 at fake:6379/0, 4 queues, 126 tasks waiting. ${over}`,
    });
    expect(monitor.mirror?.status().overBudget).toBe(over);
    world.stores[0]!.failure = new StoreError('No credentials.', false);
    expect((await health()).value.message).toMatch(/does not work: No credentials\. The mirror is off: 4 metrics/);
  });

  test('a budget is judged before the mirror has seen a sample', async () => {
    make();
    await health();
    const before = monitor;
    make({ mirror: { enabled: true, maxDollarsPerMonth: 0.7 } }, 'redis://h', before);
    await before.close(new AbortController().signal, monitor);
    expect(monitor.mirror?.status().overBudget).toBeNull();
    // At once: no sample in between.
    const value = await checkHealth(monitor);
    expect(value).toMatchObject({ status: 'error', message: expect.stringContaining('The mirror is off') });
  });

  test.each<[string, () => void, RegExp]>([
    ['frozen', () => (reader().frozen = true), /timeout|no answer/i],
    ['refusing', () => (reader().failure = failure('refused')), /refused/],
    ['one that wants a password', () => (reader().failure = failure('auth')), /auth/],
  ])('a broker that is %s is an error within five seconds', async (_, arrange, message) => {
    make({}, 'redis://u:hunter2@h');
    arrange();
    const { value, ms } = await health();
    expect(value.status).toBe('error');
    expect(value.message).toMatch(message);
    expect(value.message).toMatch(/move it to the Password field/);
    expect(JSON.stringify(value)).not.toContain('hunter2');
    expect(ms).toBeLessThan(5000);
  });

  test('a user who may not run INFO still gets an answer', async () => {
    make();
    reader().serverFailure = failure('permission');
    expect((await health()).value).toMatchObject({ status: 'ok', message: expect.stringContaining('4 queues') });
  });
});
