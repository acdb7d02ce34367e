import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { lostAnswer, lostRequest, serverFault, throttling } from '../../demo/cloudwatch/faults';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { Mirror } from '../../pkg-proxy/queues/mirror/mirror';
import type { MetricStore } from '../../pkg-proxy/queues/ports/metric-store';
import { failedSample, sampleOf, storeAt, withoutAwsEnvironment } from './cloudwatch-harness';

/** The mirror, the real adapter and a strict CloudWatch on one clock that the test moves. */
const MINUTE = 60_000;
const start = Math.floor(Date.now() / MINUTE) * MINUTE;
const realTimeout = globalThis.setTimeout;
const awhile = () => new Promise((resolve) => realTimeout(resolve, 5));

let cloudWatch: StrictCloudWatch;
let store: MetricStore;
let mirror: Mirror;
/** Puts under way. */
let busy = 0;
const log = { info: vi.fn(), warn: vi.fn() };

/** Loaded before the clock runs fast. */
beforeAll(async () => void (await import('@aws-sdk/client-cloudwatch')));
beforeEach(async () => {
  withoutAwsEnvironment();
  vi.clearAllMocks();
  vi.useFakeTimers({ now: start, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  cloudWatch = await StrictCloudWatch.start();
});
afterEach(async () => {
  mirror.close();
  store.close();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await cloudWatch.close();
});

function startMirror({ secretKey = 'secret', accessKey = 'AKIDGOOD', maxQueues = 100 } = {}) {
  store = storeAt({ endpoint: cloudWatch.url, secrets: { accessKey, secretKey } });
  const counted: MetricStore = {
    label: store.label,
    check: (signal) => store.check(signal),
    close: () => store.close(),
    async put(records, signal) {
      busy++;
      try {
        return await store.put(records, signal);
      } finally {
        busy--;
      }
    },
  };
  mirror = new Mirror({ store: counted, settings: { maxQueues, measures: ['waiting'] }, log });
  mirror.start();
}

/** Moves the clock by exactly so much, at a tenth of its speed while real requests are under way. */
async function pass(milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    await vi.advanceTimersByTimeAsync(Math.min(busy ? 50 : 2_500, end - Date.now()));
    if (busy) await awhile();
  }
}

/** Moves on until no put is under way. */
async function settle(milliseconds = 15_000): Promise<void> {
  await pass(milliseconds);
  while (busy) await pass(50);
}

/** Takes a sample every few seconds for some minutes. */
async function mirrored(minutes: number, everySeconds: number, lengths: () => Readonly<Record<string, number>>): Promise<void> {
  for (let i = 0; i < (minutes * 60) / everySeconds; i++) {
    mirror.accept(sampleOf(Date.now(), lengths()));
    await pass(everySeconds * 1_000);
  }
}

const waiting = (queue: string) => cloudWatch.datums('Celery/Redis', 'Waiting', { Broker: 'production', Queue: queue });
const minutesOf = (queue: string) => waiting(queue).map(({ at }) => (at - start) / MINUTE);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('ten minutes of mirroring', () => {
  test('give exactly one datum per queue and minute, with every sample in it', async () => {
    startMirror();
    await mirrored(10, 5, () => ({ celery: 3, empty: 0, '🚀 launch': 1 }));
    await settle();
    for (const queue of ['celery', 'empty', '%F0%9F%9A%80 launch']) expect(minutesOf(queue)).toEqual(upTo(10));
    expect(waiting('empty').map(({ values }) => [...values])).toEqual(upTo(10).map(() => [[0, 12]]));
    expect(cloudWatch.requests).toHaveLength(10);
    expect(mirror.status()).toMatchObject({ puts: 10, requests: 10, stored: 40, refused: 0, dropped: 0, pendingMinutes: 0 });
    expect(mirror.status().putMs!.max).toBeGreaterThan(0);
  });

  test('an unreadable broker leaves a gap and says so', async () => {
    startMirror();
    await mirrored(1, 10, () => ({ celery: 3 }));
    for (let i = 0; i < 6; i++) {
      mirror.accept(failedSample(Date.now()));
      await pass(10_000);
    }
    await mirrored(1, 10, () => ({ celery: 4 }));
    await settle();
    expect(minutesOf('celery')).toEqual([0, 2]);
    const scrapeOk = cloudWatch.series('Celery/Redis', 'ScrapeOk', { Broker: 'production' }, 'Average', 60);
    expect(scrapeOk.map(({ value }) => value)).toEqual([1, 0, 1]);
  });
});

describe('a CloudWatch that fails', () => {
  test.each([
    ['throttles', throttling],
    ['has a server fault', serverFault],
    ['breaks the connection before it reads', lostRequest],
  ])('%s for a while: every minute arrives once', async (_, fault) => {
    startMirror();
    cloudWatch.fail('PutMetricData', 6, fault);
    await mirrored(4, 20, () => ({ celery: 3 }));
    await settle(MINUTE);
    expect(minutesOf('celery')).toEqual(upTo(4));
    expect(log.warn).toHaveBeenCalledWith('The mirror could not store its minutes.', expect.objectContaining({ pendingMinutes: 1 }));
    expect(log.info).toHaveBeenCalledWith('The mirror stores again.', expect.anything());
  });

  test('loses an answer: the minute is there twice, its average and maximum are right', async () => {
    startMirror();
    cloudWatch.fail('PutMetricData', 1, lostAnswer);
    let length = 0;
    await mirrored(2, 20, () => ({ celery: length++ }));
    await settle();
    expect(minutesOf('celery')).toEqual([0, 0, 1]);
    const values = (stat: string) =>
      cloudWatch.series('Celery/Redis', 'Waiting', { Broker: 'production', Queue: 'celery' }, stat, 60).map(({ value }) => value);
    expect(values('Average')).toEqual([1, 4]);
    expect(values('Maximum')).toEqual([2, 5]);
    expect(values('Minimum')).toEqual([0, 3]);
  });

  test('is down for hours: three hours are kept and arrive once, oldest first, with few attempts', async () => {
    startMirror();
    cloudWatch.fail('PutMetricData', Number.POSITIVE_INFINITY, serverFault);
    await mirrored(200, 30, () => ({ celery: 3 }));
    expect(mirror.status()).toMatchObject({ stored: 0, lastError: expect.stringContaining('answered'), retryAt: expect.any(Number) });
    expect(mirror.status().pendingMinutes).toBeLessThanOrEqual(181);
    expect(mirror.status().dropped).toBeGreaterThan(20);
    expect(mirror.status().puts).toBeLessThan(100);
    cloudWatch.recover();
    await settle(6 * MINUTE);
    const minutes = minutesOf('celery');
    expect(minutes.at(-1)).toBe(199);
    expect(minutes.length).toBeGreaterThanOrEqual(174);
    expect(minutes).toEqual(upTo(200).slice(-minutes.length));
    expect(mirror.status()).toMatchObject({ pendingMinutes: 0, lastError: null });
  });

  test('refuses one datum: that one is dropped and named, the others are stored once', async () => {
    startMirror();
    cloudWatch.fail('PutMetricData', 1, {
      kind: 'error',
      status: 400,
      code: 'InvalidParameterValue',
      type: 'InvalidParameterValueException',
      message: 'The value for parameter MetricData.member.3.Dimensions.member.2.Value is something new.',
    });
    await mirrored(2, 20, () => ({ celery: 3, odd: 1, emails: 0 }));
    await settle();
    expect([minutesOf('celery'), minutesOf('odd'), minutesOf('emails')]).toEqual([[0, 1], [1], [0, 1]]);
    expect(mirror.status()).toMatchObject({ refused: 1, pendingMinutes: 0 });
    expect(mirror.status().refusals).toEqual([
      { queue: 'odd', task: null, measure: 'waiting', at: start, reason: expect.stringContaining('something new') },
    ]);
    expect(log.warn).toHaveBeenCalledWith('A record was refused and dropped.', expect.objectContaining({ queue: 'odd' }));
  });

  test('does not know the credentials: nothing is lost, and nothing secret is said', async () => {
    startMirror({ accessKey: 'AKIDBAD', secretKey: 'very-secret' });
    await mirrored(3, 20, () => ({ celery: 3 }));
    await settle();
    await mirror.flush(new AbortController().signal);
    expect(mirror.status()).toMatchObject({ stored: 0, pendingMinutes: 3, lastError: expect.stringContaining('InvalidClientTokenId') });
    expect(JSON.stringify([mirror.status(), log.warn.mock.calls])).not.toContain('very-secret');
  });

  test('does not answer at all: samples are taken all the same', async () => {
    startMirror();
    cloudWatch.fail('PutMetricData', Number.POSITIVE_INFINITY, { kind: 'slow', milliseconds: 3_600_000 });
    await mirrored(3, 20, () => ({ celery: 3 }));
    expect(mirror.status()).toMatchObject({ stored: 0, lastError: expect.stringContaining('cannot be reached (ETIMEDOUT)') });
    cloudWatch.recover();
    await settle(3 * MINUTE);
    expect(minutesOf('celery')).toEqual(upTo(3));
  });
});

describe('flush()', () => {
  test('the last, partial minute is stored on a clean stop', async () => {
    startMirror();
    mirror.accept(sampleOf(Date.now(), { celery: 7 }));
    const flushed = mirror.flush(new AbortController().signal);
    await settle(1);
    await flushed;
    expect(waiting('celery').map(({ at, values }) => [at, [...values]])).toEqual([[start, [[7, 1]]]]);
  });
});
