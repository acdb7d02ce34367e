import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CloudWatchArchive, type CloudWatchArchiveOptions, createCloudWatchArchive } from '../../pkg-proxy/cloudwatch/archive';
import { tiersOf } from '../../pkg-proxy/cloudwatch/tiers';
import type { ArchiveRequest, ArchiveSegment } from '../../pkg-proxy/queues/archive';
import { type MinuteRecord, StoreError } from '../../pkg-proxy/queues/metric-store';
import { STATISTICS } from '../../src/contract/query';
import { lostAnswer, serverFault, throttling } from '../cloudwatch/faults';
import { StrictCloudWatch } from '../cloudwatch/strict-cloudwatch';
import { BROKER, patient, record, storeAt, withoutAwsEnvironment } from './cloudwatch-harness';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Midnight. */
const midnight = Math.floor(Date.now() / DAY) * DAY;

let now = midnight;
let cloudWatch: StrictCloudWatch;
let archives: CloudWatchArchive[];
beforeEach(async () => {
  withoutAwsEnvironment();
  now = midnight;
  archives = [];
  cloudWatch = await StrictCloudWatch.start({ now: () => now });
});
afterEach(async () => {
  for (const archive of archives) archive.close();
  vi.unstubAllEnvs();
  await cloudWatch.close();
});

function archiveWith(options: Partial<CloudWatchArchiveOptions> = {}): CloudWatchArchive {
  const archive = createCloudWatchArchive({
    aws: { authType: 'keys', defaultRegion: 'eu-west-1', endpoint: cloudWatch.url },
    secrets: { accessKey: 'AKIDGOOD', secretKey: 'secret' },
    mirror: { naming: 'dimensions' },
    broker: BROKER,
    env: {},
    now: () => now,
    random: () => 0,
    ...options,
  });
  archives.push(archive);
  return archive;
}

const put = async (records: readonly MinuteRecord[], naming: 'dimensions' | 'perQueue' = 'dimensions') => {
  const store = storeAt({ endpoint: cloudWatch.url, mirror: { naming }, now: () => now });
  expect(await store.put(records, patient())).toMatchObject({ stored: records.length, error: undefined });
  store.close();
};
const ask = (from: number, to: number, more: Partial<ArchiveRequest> = {}): ArchiveRequest => ({
  queues: ['celery'],
  from,
  to,
  interval: MINUTE,
  statistic: 'max',
  ...more,
});
/** What is there of one queue. */
const points = (segments: readonly ArchiveSegment[], queue = 0): [number, number][] =>
  segments.flatMap(({ times, values }) =>
    [...times].flatMap((time, i): [number, number][] => {
      const value = values[queue]?.[i] ?? Number.NaN;
      return Number.isNaN(value) ? [] : [[time, value]];
    }),
  );
const reads = () => cloudWatch.requests.filter(({ operation }) => operation === 'GetMetricData');
const spans = () => reads().map(({ input }) => [Number(input.StartTime) * 1_000, Number(input.EndTime) * 1_000]);
const metricsOf = (request: number) => (reads()[request]?.input.MetricDataQueries as unknown[]).length;

describe('what is there', () => {
  const at = midnight - 2 * HOUR;

  test('both layouts, names of any kind, and a queue that CloudWatch cannot have', async () => {
    const queues = ['celery', '🚀 %', 'x'.repeat(1_100), 'celery', 'unknown'];
    for (const naming of ['dimensions', 'perQueue'] as const) {
      await put([record('celery', at, [3, 9]), record('🚀 %', at + MINUTE, [7])], naming);
      const archive = archiveWith({ mirror: { naming } });
      const segments = await archive.read(ask(at, at + 3 * MINUTE, { queues }), patient());
      expect(segments.map(({ period, times }) => [period, [...times]])).toEqual([[MINUTE, [at, at + MINUTE, at + 2 * MINUTE]]]);
      expect(queues.map((_, q) => points(segments, q))).toEqual([[[at, 9]], [[at + MINUTE, 7]], [], [[at, 9]], []]);
      expect(archive.label).toBe(naming === 'dimensions' ? 'Celery/Redis in eu-west-1' : 'redis.internal_redis in eu-west-1');
    }
    expect(reads().map(({ input }) => JSON.stringify(input).includes('"Unit"'))).toEqual([false, false]);
  });

  test('what an older script wrote: single values, no unit, odd seconds, every quarter of an hour', async () => {
    const client = new CloudWatchClient({
      endpoint: cloudWatch.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDGOOD', secretAccessKey: 'x' },
    });
    const script = (offset: number, Value: number, Unit?: 'Count'): MetricDatum => ({
      MetricName: 'celery_queue_length',
      Timestamp: new Date(at + offset),
      Value,
      Unit,
    });
    const datums = [script(7_300, 4, 'Count'), script(15 * MINUTE + 41_000, 5), script(30 * MINUTE + 59_900, 0, 'Count')];
    await client.send(new PutMetricDataCommand({ Namespace: 'redis.internal_redis', MetricData: datums }));
    client.destroy();
    const archive = archiveWith({ mirror: { naming: 'perQueue' } });
    const expected = [
      [at, 4],
      [at + 15 * MINUTE, 5],
      [at + 30 * MINUTE, 0],
    ];
    for (const statistic of STATISTICS) {
      expect(points(await archive.read(ask(at, at + HOUR, { statistic }), patient()))).toEqual(expected);
    }
    expect(points(await archive.read(ask(at, at + HOUR, { statistic: 'last', interval: HOUR }), patient()))).toEqual([[at, 0]]);
  });

  test('each statistic, and last as the last that is known', async () => {
    await put([record('celery', at, [50]), record('celery', at + MINUTE, [1, 3], [3, 1]), record('celery', at + 2 * MINUTE, [8, 2])]);
    const archive = archiveWith();
    const get = async (statistic: ArchiveRequest['statistic']) =>
      points(await archive.read(ask(at, at + 5 * MINUTE, { statistic, interval: 5 * MINUTE }), patient()));
    expect(await get('max')).toEqual([[at, 50]]);
    expect(await get('min')).toEqual([[at, 1]]);
    expect(await get('avg')).toEqual([[at, 66 / 7]]);
    expect(await get('last')).toEqual([[at, 5]]);
  });

  test('a queue that has been silent for a month, and a ten-second spike after a year', async () => {
    await put([record('celery', at, [0, 400], [5, 1])]);
    now = midnight + 31 * DAY;
    expect(points(await archiveWith().read(ask(at - HOUR, at + HOUR), patient()))).toEqual([[at, 400]]);
    now = midnight + 365 * DAY;
    expect(points(await archiveWith().read(ask(at - HOUR, at + HOUR), patient()))).toEqual([[at, 400]]);
  });

  test('more queues than a request takes, more points than a page holds', async () => {
    const queues = Array.from({ length: 501 }, (_, i) => `queue-${i}`);
    await put(queues.map((queue, i) => record(queue, at, [i])));
    const archive = archiveWith();
    const segments = await archive.read(ask(at, at + 2 * MINUTE, { queues }), patient());
    expect(queues.map((_, q) => points(segments, q))).toEqual(queues.map((_, q) => [[at, q]]));
    expect([metricsOf(0), metricsOf(1)]).toEqual([500, 1]);
    expect(archive.counts()).toEqual({ requests: 2, metricsRead: 501, dollars: expect.closeTo(0.00501, 9) });
    await expect(archive.read(ask(now - 14 * DAY, now, { queues }), patient())).rejects.toThrow('ask for fewer queues');
  });
});

describe('cheap', () => {
  const from = midnight - 3 * DAY;
  const to = midnight - 2 * DAY;

  test('the second read costs nothing, an overlapping one what is missing, absence is known', async () => {
    await put([record('celery', from + HOUR), record('celery', to - MINUTE)]);
    const archive = archiveWith();
    const first = points(await archive.read(ask(from, to), patient()));
    expect(first).toHaveLength(2);
    expect(points(await archive.read(ask(from, to), patient()))).toEqual(first);
    // Read ahead: the window may move on without a request.
    expect(points(await archive.read(ask(from + HOUR, to + 4 * HOUR), patient()))).toEqual(first);
    expect(spans()).toEqual([[from, to + 256 * MINUTE]]);
    await archive.read(ask(from - HOUR, to), patient());
    await archive.read(ask(from, to, { queues: ['celery', 'other'] }), patient());
    expect(spans().slice(1)).toEqual([
      [from - HOUR, from + 256 * MINUTE],
      [from, to + 256 * MINUTE],
    ]);
    expect(metricsOf(2)).toBe(1);
  });

  test('who asks at the same time shares the request; who comes meanwhile, the next', async () => {
    const archive = archiveWith();
    const queues = Array.from({ length: 20 }, (_, i) => `queue-${i}`);
    await Promise.all(queues.flatMap((queue) => [0, 1, 2].map(() => archive.read(ask(from, to, { queues: [queue] }), patient()))));
    expect(reads().map((_, i) => metricsOf(i))).toEqual([1, 19]);
  });

  test('what is young is asked for once a minute, however often and by whomever', async () => {
    now = midnight + 5_000;
    const archive = archiveWith();
    const start = now;
    const queues = Array.from({ length: 40 }, (_, i) => `queue-${i}`);
    for (; now < start + HOUR; now += 10_000) {
      if ((now - 5_000) % MINUTE === 0) await put([record('queue-7', now - 5_000 - MINUTE, [now / MINUTE])]);
      const segments = await archive.read(ask(now - 6 * HOUR, now, { queues }), patient());
      await archive.read(ask(now - HOUR, now, { queues: ['queue-7'] }), patient());
      const last = points(segments, 7).at(-1);
      expect(last?.[0]).toBeGreaterThanOrEqual(now - 3 * MINUTE);
    }
    expect(reads().length).toBeLessThanOrEqual(61);
  });

  test('a minute that comes late is found', async () => {
    const archive = archiveWith();
    const at = midnight - 2 * HOUR;
    expect(points(await archive.read(ask(at, at + HOUR), patient()))).toEqual([]);
    await put([record('celery', at)]);
    now += 14 * MINUTE;
    expect(points(await archive.read(ask(at, at + HOUR), patient()))).toEqual([]);
    now += MINUTE;
    expect(points(await archive.read(ask(at, at + HOUR), patient()))).toEqual([[at, 1]]);
    expect(reads()).toHaveLength(2);
  });

  test('a cache too small for the window gives the same answers', async () => {
    await put([record('celery', from), record('other', from + 5 * HOUR), record('celery', to - MINUTE)]);
    const archive = archiveWith({ cacheBytes: 10_000 });
    const queues = ['celery', 'other'];
    for (const _ of [1, 2]) {
      const segments = await archive.read(ask(from, to, { queues }), patient());
      expect([points(segments, 0), points(segments, 1)]).toEqual([
        [
          [from, 1],
          [to - MINUTE, 1],
        ],
        [[from + 5 * HOUR, 1]],
      ]);
    }
  });
});

describe('failures', () => {
  const from = midnight - 3 * DAY;
  const to = midnight - 2 * DAY;
  const failureOf = (read: Promise<unknown>) =>
    read.then(
      () => undefined,
      (error: unknown) => error,
    );

  test.each([
    ['throttled', throttling, /throttles/],
    ['a fault of the server', serverFault, /InternalService/],
    ['a broken connection', lostAnswer, /cannot be reached/],
  ])('%s: retryable, after a while, and what is cached is served meanwhile', async (_, fault, message) => {
    await put([record('celery', from)]);
    const archive = archiveWith();
    await archive.read(ask(from, to), patient());
    cloudWatch.fail('GetMetricData', Number.POSITIVE_INFINITY, fault);
    const missing = () => archive.read(ask(from - DAY, to), patient());
    const error = await failureOf(missing());
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ retryable: true, message: expect.stringMatching(message) });
    const asked = reads().length;
    for (let i = 0; i < 5; i++) expect(await failureOf(missing())).toBe(error);
    expect(points(await archive.read(ask(from, to), patient()))).toEqual([[from, 1]]);
    expect(reads()).toHaveLength(asked);
    expect(archive.counts()).toMatchObject({ requests: asked, metricsRead: 1 });
    cloudWatch.recover();
    now += 5_000;
    expect(points(await missing())).toEqual([[from, 1]]);
  });

  test('denied: says which right is missing, and does not ask again soon', async () => {
    cloudWatch.deny('GetMetricData');
    const archive = archiveWith();
    const error = await failureOf(archive.read(ask(from, to), patient()));
    expect(error).toMatchObject({ name: 'StoreError', retryable: false, message: expect.stringContaining('cloudwatch:GetMetricData') });
    now += 59_000;
    expect(await failureOf(archive.read(ask(from, to), patient()))).toBe(error);
    expect(reads()).toHaveLength(1);
  });

  test('wrong settings are a StoreError, too', async () => {
    const error = await failureOf(archiveWith({ mirror: { naming: 'dimensions', namespace: 'AWS/x' } }).read(ask(from, to), patient()));
    expect(error).toMatchObject({ name: 'StoreError', retryable: false, message: expect.stringContaining('mirror.namespace') });
  });

  test('who leaves, leaves the request to the others', async () => {
    await put([record('celery', from)]);
    cloudWatch.fail('GetMetricData', 1, { kind: 'slow', milliseconds: 300 });
    const archive = archiveWith();
    const leaving = new AbortController();
    const left = failureOf(archive.read(ask(from, to), leaving.signal));
    const stayed = archive.read(ask(from, to), patient());
    await vi.waitFor(() => expect(reads()).toHaveLength(1));
    leaving.abort();
    expect(await left).toMatchObject({ name: 'StoreError', retryable: true });
    expect(points(await stayed)).toEqual([[from, 1]]);
    expect(reads()).toHaveLength(1);
  });

  test('close() ends what is under way', async () => {
    cloudWatch.fail('GetMetricData', 1, { kind: 'slow', milliseconds: 20_000 });
    const archive = archiveWith();
    const read = failureOf(archive.read(ask(from, to), patient()));
    await vi.waitFor(() => expect(reads()).toHaveLength(1));
    archive.close();
    expect(await read).toBeInstanceOf(StoreError);
    expect(await failureOf(archive.read(ask(from, to), patient()))).toBeInstanceOf(StoreError);
  });
});

describe('any history, any window', () => {
  test.each([1, 2, 3])('read back is what was written, each point once (seed %d)', async (seed) => {
    const random = randomOf(seed);
    const pick = (n: number) => Math.floor(random() * n);
    const queues = ['celery', 'emails', 'unknown'];
    const span = 100 * DAY;
    const end = midnight + span;
    const records = historyOf(random, queues.slice(0, 2), midnight, end);
    for (let week = midnight; week < end; week += 7 * DAY) {
      now = Math.min(week + 7 * DAY, end);
      await put(records.filter(({ at }) => at >= week && at < now));
    }
    const archive = archiveWith();
    for (let i = 0; i < 60; i++) {
      now += pick(3) === 0 ? pick(2 * HOUR) : 0;
      const length = Math.exp(random() * Math.log(span / MINUTE)) * MINUTE;
      const edge = now - [0, 15 * DAY, 63 * DAY, pick(span)][pick(4)]!;
      const from = Math.round(edge - random() * length);
      const interval = Math.max(MINUTE, length / (20 + pick(500)));
      const request = ask(from, Math.round(from + length), { queues, interval, statistic: STATISTICS[pick(4)]! });
      const segments = await archive.read(request, patient());
      expect(answerOf(segments, queues), JSON.stringify({ now, request })).toEqual(truthOf(records, request));
      const asked = reads().length;
      expect(await archive.read(request, patient())).toEqual(segments);
      expect(reads()).toHaveLength(asked);
    }
    expect(archive.counts().requests).toBe(reads().length);
  });

  test('as time goes on, with minutes that come late', async () => {
    const random = randomOf(7);
    const records = historyOf(random, ['celery'], midnight - 10 * HOUR, midnight + 10 * HOUR);
    const late = new Map(records.map((r) => [r, random() < 0.1 ? r.at + random() * 3 * HOUR : r.at + MINUTE + 3_000]));
    const archive = archiveWith();
    for (now = midnight; now < midnight + 10 * HOUR; now += Math.ceil(random() * 3 * MINUTE)) {
      const due = records.filter((r) => (late.get(r) ?? 0) <= now);
      for (const r of due) late.delete(r);
      if (due.length > 0) await put(due);
      const request = ask(now - 8 * HOUR, now, { interval: random() < 0.5 ? MINUTE : 10 * MINUTE });
      const known = (since: number) => records.filter((r) => !late.has(r) && r.at < since);
      const [segment] = await archive.read(request, patient());
      if (!segment) throw new Error('no segment');
      // What has not come for a quarter of an hour is not asked for: each value is that of now, or of up to then.
      for (const [time, value] of points([segment])) {
        const inside = known(now).filter(({ at }) => at >= time && at < time + segment.period);
        expect(inside.flatMap(({ values }) => values)).toContain(value);
      }
    }
    // Once all has come and a quarter of an hour has passed, everything is right.
    await put([...late.keys()]);
    now += 16 * MINUTE;
    for (const interval of [MINUTE, 10 * MINUTE]) {
      const request = ask(midnight - 5 * HOUR, now, { interval });
      expect(answerOf(await archive.read(request, patient()), ['celery'])).toEqual(truthOf(records, request));
    }
  });
});

function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 1 | state) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs of minutes and gaps between them; some minutes were sent twice. */
function historyOf(random: () => number, queues: readonly string[], from: number, to: number): MinuteRecord[] {
  const records: MinuteRecord[] = [];
  for (const queue of queues) {
    for (let at = from; at < to; ) {
      const run = Math.ceil(random() * 40);
      for (let i = 0; i < run && at < to; i++, at += MINUTE) {
        const values = Array.from({ length: 1 + Math.floor(random() * 4) }, () => Math.floor(random() ** 8 * 1_000));
        const distinct = [...new Set(values)];
        records.push(
          record(
            queue,
            at,
            distinct,
            distinct.map(() => 1 + Math.floor(random() * 5)),
          ),
        );
      }
      at += Math.ceil(random() ** 3 * ((to - from) / MINUTE / 60)) * MINUTE;
    }
  }
  return records;
}

type Points = [time: number, period: number, values: (number | null)[]][];
const round = (value: number) => (Number.isNaN(value) ? null : Math.round(value * 1e6) / 1e6);

function answerOf(segments: readonly ArchiveSegment[], queues: readonly string[]): Points {
  return segments.flatMap(({ times, values, period }) =>
    [...times].map((time, i): Points[number] => [time, period, queues.map((_, q) => round(values[q]?.[i] ?? Number.NaN))]),
  );
}

/** The same, slowly: every record is looked at for every point. */
function truthOf(records: readonly MinuteRecord[], request: ArchiveRequest): Points {
  return tiersOf(request, now).flatMap(({ from, to, period, source }) => {
    const inside = records.filter(({ at }) => at >= from && at < to);
    return Array.from({ length: (to - from) / period }, (_, i): Points[number] => {
      const time = from + i * period;
      const of = (queue: string) => inside.filter((r) => r.queue === queue && r.at >= time && r.at < time + period);
      return [time, period, request.queues.map((queue) => round(valueOf(of(queue), request.statistic, source)))];
    });
  });
}

function valueOf(records: readonly MinuteRecord[], statistic: ArchiveRequest['statistic'], source: number): number {
  if (records.length === 0) return Number.NaN;
  if (statistic === 'max') return Math.max(...records.flatMap(({ values }) => values));
  if (statistic === 'min') return Math.min(...records.flatMap(({ values }) => values));
  const last = Math.floor(Math.max(...records.map(({ at }) => at)) / source);
  const counted = statistic === 'last' ? records.filter(({ at }) => Math.floor(at / source) === last) : records;
  const count = counted.flatMap(({ counts }) => counts).reduce((a, b) => a + b, 0);
  return counted.flatMap(({ values, counts }) => values.map((value, i) => value * counts[i]!)).reduce((a, b) => a + b, 0) / count;
}
