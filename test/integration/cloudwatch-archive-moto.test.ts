import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startMoto, type TestMoto, withoutMoto } from '../setup/python';
import { archiveAt, ask, DAY, HOUR, MINUTE, points } from './archive-harness';
import { patient, record, storeAt, withoutAwsEnvironment } from './cloudwatch-harness';

/** moto takes points of any age, so old tiers can be filled; it does not know that old points need longer periods. */
const reason = withoutMoto();
let moto: TestMoto;
beforeAll(async () => {
  if (!reason) moto = await startMoto();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await moto?.stop();
});
beforeEach(withoutAwsEnvironment);

describe.skipIf(reason !== '')(`moto${reason}`, () => {
  const now = Math.floor(Date.now() / HOUR) * HOUR;

  test.each(['dimensions', 'perQueue'] as const)('what the mirror wrote is read back: %s', async (naming) => {
    const at = now - 3 * HOUR;
    const store = storeAt({ endpoint: moto.url, mirror: { naming } });
    expect(
      await store.put([record('celery', at, [0, 7], [5, 1]), record('celery', at + MINUTE, [2]), record('🚀 %', at, [1])], patient()),
    ).toMatchObject({ stored: 3 });
    store.close();
    const archive = archiveAt(moto.url, { mirror: { naming } });
    const queues = ['celery', '🚀 %', 'unknown'];
    // Not aligned: moto would stamp points from StartTime on.
    const read = (statistic: 'max' | 'min' | 'avg' | 'last', interval = MINUTE) =>
      archive.read(ask(at - 12_345, at + 7 * MINUTE + 1, { queues, statistic, interval }), patient());
    const segments = await read('max');
    expect(queues.map((_, q) => points(segments, q))).toEqual([
      [
        [at, 7],
        [at + MINUTE, 2],
      ],
      [[at, 1]],
      [],
    ]);
    expect(points(await read('avg'))[0]).toEqual([at, expect.closeTo(7 / 6, 9)]);
    expect(points(await read('max', 5 * MINUTE))).toEqual([[at, 7]]);
    expect(points(await read('last', 5 * MINUTE))).toEqual([[at, 2]]);
    expect(await read('max')).toEqual(segments);
    expect(archive.counts()).toMatchObject({ requests: 4, metricsRead: 12 });
    expect(await archive.queues(patient())).toEqual(expect.arrayContaining(['celery', '🚀 %']));
    archive.close();
  });

  test('one line through all tiers', async () => {
    const ages = [70 * DAY, 62 * DAY, 20 * DAY, 14 * DAY, DAY].map((age) => now - age + 17 * MINUTE);
    const client = new CloudWatchClient({
      endpoint: moto.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    await client.send(
      new PutMetricDataCommand({
        Namespace: 'redis.internal_redis',
        MetricData: ages.map((at, i) => ({ MetricName: 'old_queue_length', Timestamp: new Date(at), Value: i })),
      }),
    );
    client.destroy();
    const archive = archiveAt(moto.url, { mirror: { naming: 'perQueue' } });
    const read = archive.read(ask(now - 71 * DAY, now, { queues: ['old'] }), patient());
    expect(points(await read)).toEqual(ages.map((at, i) => [at - (at % [HOUR, 5 * MINUTE, 5 * MINUTE, MINUTE, MINUTE][i]!), i]));
    archive.close();
  });
});
