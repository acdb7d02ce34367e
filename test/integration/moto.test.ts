import { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startMoto, type TestMoto, withoutMoto } from '../setup/python';
import { BROKER, patient, record, type StoreSetup, storeAt, withoutAwsEnvironment } from './cloudwatch-harness';

/** The adapter against moto, a CloudWatch that others wrote. Compressed requests need moto 5.2.5; before, they were unpacked twice. */
const reason = withoutMoto();
const MINUTE = 60_000;
const at = Math.floor(Date.now() / MINUTE) * MINUTE - 10 * MINUTE;

let moto: TestMoto;
let endpoint: string;

beforeAll(async () => {
  if (reason) return;
  moto = await startMoto();
  endpoint = moto.url;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await moto?.stop();
});
beforeEach(async () => {
  withoutAwsEnvironment();
  if (!reason) await moto.reset();
});

const store = (setup: Omit<StoreSetup, 'endpoint'> = {}) => storeAt({ endpoint, ...setup });
const reader = () => new CloudWatchClient({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });

async function read(namespace: string, name: string, queue: string | undefined, stat: string): Promise<[number, number][]> {
  const dimensions =
    queue === undefined
      ? []
      : [
          { Name: 'Broker', Value: BROKER.environment },
          { Name: 'Queue', Value: queue },
        ];
  const metric = { Namespace: namespace, MetricName: name, Dimensions: dimensions };
  const { MetricDataResults } = await reader().send(
    new GetMetricDataCommand({
      StartTime: new Date(at),
      EndTime: new Date(at + 5 * MINUTE),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [{ Id: 'q', MetricStat: { Metric: metric, Period: 60, Stat: stat, Unit: 'Count' } }],
    }),
  );
  const result = MetricDataResults?.[0];
  return (result?.Timestamps ?? []).map((time, i) => [time.getTime(), result?.Values?.[i] ?? Number.NaN]);
}

describe.skipIf(reason !== '')(`moto${reason}`, () => {
  test('keeps what was put, minute by minute, under dimensions', async () => {
    const records = [
      record(null, at),
      record('celery', at, [0, 7], [5, 1]),
      record('celery', at + MINUTE, [2], [6]),
      record('🚀 %', at, [1]),
    ];
    expect(await store().put(records, patient())).toMatchObject({ stored: 4, refused: [], requests: 1, error: undefined });
    expect(await read('Celery/Redis', 'Waiting', 'celery', 'Maximum')).toEqual([
      [at, 7],
      [at + MINUTE, 2],
    ]);
    expect(await read('Celery/Redis', 'Waiting', 'celery', 'SampleCount')).toEqual([
      [at, 6],
      [at + MINUTE, 6],
    ]);
    expect(await read('Celery/Redis', 'Waiting', '%F0%9F%9A%80 %25', 'Average')).toEqual([[at, 1]]);
  });

  test('keeps the older layout', async () => {
    await store({ mirror: { naming: 'perQueue' } }).put([record('celery', at, [4]), record(null, at)], patient());
    expect(await read('redis.internal_redis', 'celery_queue_length', undefined, 'Average')).toEqual([[at, 4]]);
    const { Metrics } = await reader().send(new ListMetricsCommand({ Namespace: 'redis.internal_redis' }));
    expect(Metrics?.map(({ MetricName, Dimensions }) => [MetricName, Dimensions])).toEqual([
      ['celery_queue_length', []],
      ['scrape_ok', []],
    ]);
  });

  test('takes 1,001 queues in two requests', async () => {
    const records = Array.from({ length: 1_001 }, (_, i) => record(`queue-${i}`, at, [i]));
    expect(await store().put(records, patient())).toMatchObject({ stored: 1_001, requests: 2 });
    expect(await read('Celery/Redis', 'Waiting', 'queue-1000', 'Maximum')).toEqual([[at, 1_000]]);
  });

  test('is found by check()', async () => {
    await expect(store().check(patient())).resolves.toBeUndefined();
  });

  test('an assumed role works with STS, and one that cannot be assumed is named', async () => {
    const aws = { assumeRoleArn: 'arn:aws:iam::123456789012:role/backlog', externalId: 'x' };
    vi.stubEnv('AWS_ENDPOINT_URL_STS', endpoint);
    expect(await store({ aws }).put([record('celery', at)], patient())).toMatchObject({ stored: 1 });
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:1');
    const { error } = await store({ aws }).put([record('celery', at)], patient());
    expect(error?.message).toMatch(/role arn:aws:iam::123456789012:role\/backlog.*ECONNREFUSED/);
  });
});
