import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test, vi } from 'vitest';
import { lostAnswer, serverFault, throttling } from '../../demo/cloudwatch/faults';
import type { ArchiveRequest } from '../../pkg-proxy/queues/ports/archive';
import { StoreError } from '../../pkg-proxy/queues/ports/metric-store';
import { STATISTICS } from '../../src/contract/queries/history';
import { ask, DAY, HOUR, MINUTE, midnight, points, strictScene } from './archive-harness';
import { patient, record } from './cloudwatch-harness';

const scene = strictScene();
const spans = () => scene.reads().map(({ input }) => [Number(input.StartTime) * 1_000, Number(input.EndTime) * 1_000]);
const metricsOf = (request: number) => [scene.reads()[request]?.input.MetricDataQueries].flat().length;

describe('what is there', () => {
  const at = midnight - 2 * HOUR;

  test('both layouts, names of any kind, and a queue that CloudWatch cannot have', async () => {
    const queues = ['celery', '🚀 %', 'x'.repeat(1_100), 'celery', 'unknown'];
    for (const naming of ['dimensions', 'perQueue'] as const) {
      await scene.put([record('celery', at, [3, 9]), record('🚀 %', at + MINUTE, [7])], naming);
      const archive = scene.archive({ mirror: { naming } });
      const segments = await archive.read(ask(at, at + 3 * MINUTE, { queues }), patient());
      expect(segments.map(({ period, times }) => [period, [...times]])).toEqual([[MINUTE, [at, at + MINUTE, at + 2 * MINUTE]]]);
      expect(queues.map((_, q) => points(segments, q))).toEqual([[[at, 9]], [[at + MINUTE, 7]], [], [[at, 9]], []]);
      expect(archive.label).toBe(naming === 'dimensions' ? 'Celery/Redis in eu-west-1' : 'redis.internal_redis in eu-west-1');
    }
    expect(scene.reads().map(({ input }) => JSON.stringify(input).includes('"Unit"'))).toEqual([false, false]);
  });

  test('what an older script wrote: single values, no unit, odd seconds, every quarter of an hour', async () => {
    const client = new CloudWatchClient({
      endpoint: scene.cloudWatch.url,
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
    const archive = scene.archive({ mirror: { naming: 'perQueue' } });
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
    await scene.put([record('celery', at, [50]), record('celery', at + MINUTE, [1, 3], [3, 1]), record('celery', at + 2 * MINUTE, [8, 2])]);
    const archive = scene.archive();
    const get = async (statistic: ArchiveRequest['statistic']) =>
      points(await archive.read(ask(at, at + 5 * MINUTE, { statistic, interval: 5 * MINUTE }), patient()));
    expect(await get('max')).toEqual([[at, 50]]);
    expect(await get('min')).toEqual([[at, 1]]);
    expect(await get('avg')).toEqual([[at, 66 / 7]]);
    expect(await get('last')).toEqual([[at, 5]]);
  });

  test('a queue that has been silent for a month, and a ten-second spike after a year', async () => {
    await scene.put([record('celery', at, [0, 400], [5, 1])]);
    scene.now = midnight + 31 * DAY;
    expect(points(await scene.archive().read(ask(at - HOUR, at + HOUR), patient()))).toEqual([[at, 400]]);
    scene.now = midnight + 365 * DAY;
    expect(points(await scene.archive().read(ask(at - HOUR, at + HOUR), patient()))).toEqual([[at, 400]]);
  });

  test('more queues than a request takes, more points than a page holds', async () => {
    const queues = Array.from({ length: 501 }, (_, i) => `queue-${i}`);
    await scene.put(queues.map((queue, i) => record(queue, at, [i])));
    const archive = scene.archive();
    const segments = await archive.read(ask(at, at + 2 * MINUTE, { queues }), patient());
    expect(queues.map((_, q) => points(segments, q))).toEqual(queues.map((_, q) => [[at, q]]));
    expect([metricsOf(0), metricsOf(1)]).toEqual([500, 1]);
    expect(archive.counts()).toEqual({ requests: 2, metricsRead: 501, dollars: expect.closeTo(0.00501, 9) });
    await expect(archive.read(ask(scene.now - 14 * DAY, scene.now, { queues }), patient())).rejects.toThrow('Select fewer queues or tasks');
  });
});

describe('cheap', () => {
  const from = midnight - 3 * DAY;
  const to = midnight - 2 * DAY;

  test('the second read costs nothing, an overlapping one what is missing, absence is known', async () => {
    await scene.put([record('celery', from + HOUR), record('celery', to - MINUTE)]);
    const archive = scene.archive();
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
    const archive = scene.archive();
    const queues = Array.from({ length: 20 }, (_, i) => `queue-${i}`);
    await Promise.all(queues.flatMap((queue) => [0, 1, 2].map(() => archive.read(ask(from, to, { queues: [queue] }), patient()))));
    expect(scene.reads().map((_, i) => metricsOf(i))).toEqual([1, 19]);
  });

  test('what is young is asked for once a minute, however often and by whomever', async () => {
    scene.now = midnight + 5_000;
    const archive = scene.archive();
    const start = scene.now;
    const queues = Array.from({ length: 40 }, (_, i) => `queue-${i}`);
    let written = midnight - MINUTE;
    for (; scene.now < start + HOUR; scene.now += 7_000) {
      for (; written + MINUTE < scene.now - 3_000; written += MINUTE) await scene.put([record('queue-7', written)]);
      const segments = await archive.read(ask(scene.now - 6 * HOUR, scene.now, { queues }), patient());
      await archive.read(ask(scene.now - HOUR, scene.now, { queues: ['queue-7'] }), patient());
      const last = points(segments, 7).at(-1);
      expect(last?.[0]).toBeGreaterThanOrEqual(scene.now - 3 * MINUTE);
    }
    expect(scene.reads().length).toBeLessThanOrEqual(61);
  });

  test('a minute that comes late is found', async () => {
    const archive = scene.archive();
    const at = midnight - 2 * HOUR;
    expect(points(await archive.read(ask(at, at + HOUR), patient()))).toEqual([]);
    await scene.put([record('celery', at)]);
    scene.now += 14 * MINUTE;
    expect(points(await archive.read(ask(at, at + HOUR), patient()))).toEqual([]);
    scene.now += MINUTE;
    expect(points(await archive.read(ask(at, at + HOUR), patient()))).toEqual([[at, 1]]);
    expect(scene.reads()).toHaveLength(2);
  });

  test('a cache too small for the window gives the same answers', async () => {
    await scene.put([record('celery', from), record('other', from + 5 * HOUR), record('celery', to - MINUTE)]);
    const archive = scene.archive({ cacheBytes: 10_000 });
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
    await scene.put([record('celery', from)]);
    const archive = scene.archive();
    await archive.read(ask(from, to), patient());
    scene.cloudWatch.fail('GetMetricData', Number.POSITIVE_INFINITY, fault);
    const missing = () => archive.read(ask(from - DAY, to), patient());
    const error = await failureOf(missing());
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ retryable: true, message: expect.stringMatching(message) });
    const asked = scene.reads().length;
    for (let i = 0; i < 5; i++) expect(await failureOf(missing())).toBe(error);
    expect(points(await archive.read(ask(from, to), patient()))).toEqual([[from, 1]]);
    expect(scene.reads()).toHaveLength(asked);
    expect(archive.counts()).toMatchObject({ requests: asked, metricsRead: 1 });
    scene.cloudWatch.recover();
    scene.now += 5_000;
    expect(points(await missing())).toEqual([[from, 1]]);
  });

  test('denied: says which right is missing, and does not ask again soon', async () => {
    scene.cloudWatch.deny('GetMetricData');
    const archive = scene.archive();
    const error = await failureOf(archive.read(ask(from, to), patient()));
    expect(error).toMatchObject({ name: 'StoreError', retryable: false, message: expect.stringContaining('cloudwatch:GetMetricData') });
    scene.now += 59_000;
    expect(await failureOf(archive.read(ask(from, to), patient()))).toBe(error);
    expect(scene.reads()).toHaveLength(1);
  });

  test('wrong settings are a StoreError, too', async () => {
    const error = await failureOf(scene.archive({ mirror: { naming: 'dimensions', namespace: 'AWS/x' } }).read(ask(from, to), patient()));
    expect(error).toMatchObject({ name: 'StoreError', retryable: false, message: expect.stringContaining('mirror.namespace') });
  });

  test('who leaves, leaves the request to the others', async () => {
    await scene.put([record('celery', from)]);
    scene.cloudWatch.fail('GetMetricData', 1, { kind: 'slow', milliseconds: 300 });
    const archive = scene.archive();
    const leaving = new AbortController();
    const left = failureOf(archive.read(ask(from, to), leaving.signal));
    const stayed = archive.read(ask(from, to), patient());
    await vi.waitFor(() => expect(scene.reads()).toHaveLength(1));
    leaving.abort();
    expect(await left).toMatchObject({ name: 'StoreError', retryable: true });
    expect(points(await stayed)).toEqual([[from, 1]]);
    expect(scene.reads()).toHaveLength(1);
  });

  test('close() ends what is under way', async () => {
    scene.cloudWatch.fail('GetMetricData', 1, { kind: 'slow', milliseconds: 20_000 });
    const archive = scene.archive();
    const read = failureOf(archive.read(ask(from, to), patient()));
    await vi.waitFor(() => expect(scene.reads()).toHaveLength(1));
    archive.close();
    expect(await read).toBeInstanceOf(StoreError);
    expect(await failureOf(archive.read(ask(from, to), patient()))).toBeInstanceOf(StoreError);
  });
});
