import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test, vi } from 'vitest';
import { throttling } from '../../demo/cloudwatch/faults';
import { DAY, HOUR, MINUTE, midnight, strictScene } from './archive-harness';
import { patient, record } from './cloudwatch-harness';

const scene = strictScene();
const listings = () => scene.cloudWatch.requests.filter(({ operation }) => operation === 'ListMetrics');
const at = midnight - HOUR;

/** Puts what no mirror of ours wrote. */
async function putForeign(namespace: string, names: readonly string[], dimensions: Record<string, string> = {}): Promise<void> {
  const credentials = { accessKeyId: 'AKIDGOOD', secretAccessKey: 'x' };
  const client = new CloudWatchClient({ endpoint: scene.cloudWatch.url, region: 'eu-west-1', credentials });
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const MetricData = names.map((MetricName) => ({ MetricName, Timestamp: new Date(at), Value: 1, Dimensions }));
  await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
  client.destroy();
}

test.each(['dimensions', 'perQueue'] as const)('the names that were written, and nothing else: %s', async (naming) => {
  const names = ['celery', '🚀 %', 'Other', 'a_queue_length'];
  await scene.put([...names.map((name) => record(name, at)), record(null, at)], naming);
  await putForeign('redis.internal_redis', ['100%_queue_length', '_queue_length', 'celery_latency']);
  await putForeign('redis.internal_redis', ['wide_queue_length'], { Host: 'a' });
  await putForeign('Celery/Redis', ['Waiting'], { Broker: 'production', Queue: 'x', Host: 'a' });
  await putForeign('Celery/Redis', ['Waiting'], { Broker: 'staging', Queue: 'elsewhere' });
  await putForeign('Celery/Redis', ['InFlight'], { Broker: 'production', Queue: 'unmeasured' });
  const archive = scene.archive({ mirror: { naming } });
  expect([...(await archive.queues(patient()))].sort()).toEqual([...names].sort());
  expect(archive.counts()).toEqual({ requests: 1, metricsRead: 0, dollars: 0.00001 });
});

test('all pages, as far as ten thousand', async () => {
  const names = Array.from({ length: 1_200 }, (_, i) => `queue-${i}`);
  await scene.put(names.map((name) => record(name, at)));
  expect(await scene.archive().queues(patient())).toHaveLength(1_200);
  expect(listings()).toHaveLength(3);
});

test('asked for every quarter of an hour, together, and renewed behind the back of who asks', async () => {
  await scene.put([record('celery', at)]);
  const archive = scene.archive();
  await Promise.all([1, 2, 3].map(() => archive.queues(patient())));
  await scene.put([record('emails', at)]);
  scene.now += 15 * MINUTE - 1;
  expect(await archive.queues(patient())).toEqual(['celery']);
  expect(listings()).toHaveLength(1);
  scene.now += 1;
  expect(await archive.queues(patient())).toEqual(['celery']);
  await vi.waitFor(async () => expect(await archive.queues(patient())).toEqual(['celery', 'emails']));
  expect(listings()).toHaveLength(2);
  scene.now += 15 * DAY;
  await archive.queues(patient());
  await vi.waitFor(async () => expect(await archive.queues(patient())).toEqual([]));
});

test('denied: says which right is missing, asks again after a minute, and reading goes on', async () => {
  await scene.put([record('celery', at)]);
  scene.cloudWatch.deny('ListMetrics');
  const archive = scene.archive();
  const failure = () => archive.queues(patient()).catch((error: unknown) => error);
  const error = await failure();
  expect(error).toMatchObject({ name: 'StoreError', retryable: false, message: expect.stringContaining('cloudwatch:ListMetrics') });
  expect(await failure()).toBe(error);
  expect(listings()).toHaveLength(1);
  await archive.read({ queues: ['celery'], from: at, to: at + MINUTE, interval: MINUTE, statistic: 'max' }, patient());
  scene.now += MINUTE;
  scene.cloudWatch.recover();
  scene.cloudWatch.fail('ListMetrics', Number.POSITIVE_INFINITY, throttling);
  await failure();
  expect(listings().length).toBeGreaterThan(1);
});

test.each([-HOUR, HOUR])('a clock that is set by %d ms neither makes a failure last nor a list old', async (set) => {
  await scene.put([record('celery', at)]);
  scene.cloudWatch.fail('ListMetrics', Number.POSITIVE_INFINITY, throttling);
  const archive = scene.archive();
  await archive.queues(patient()).catch(() => undefined);
  scene.cloudWatch.recover();
  scene.now += set;
  scene.set += set;
  const failed = listings().length;
  await expect(archive.queues(patient())).rejects.toMatchObject({ name: 'StoreError' });
  expect(listings()).toHaveLength(failed);
  scene.now += 5_000;
  await archive.queues(patient());
  scene.now -= set;
  scene.set -= set;
  await archive.queues(patient());
  expect(listings()).toHaveLength(failed + 1);
});

test('a list that cannot be renewed stays', async () => {
  await scene.put([record('celery', at)]);
  const archive = scene.archive();
  await archive.queues(patient());
  scene.cloudWatch.fail('ListMetrics', Number.POSITIVE_INFINITY, throttling);
  scene.now += HOUR;
  for (let i = 0; i < 3; i++) expect(await archive.queues(patient())).toEqual(['celery']);
});
