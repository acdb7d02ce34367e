import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { createCloudWatchStore } from '../../pkg-proxy/cloudwatch/store/store';
import { parseSettings } from '../../src/contract/parse-settings';
import { Backend, type TestDatasource } from '../setup/backend';
import { startRedis, type TestRedis } from '../setup/redis';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let redis: TestRedis;
let cloudWatch: StrictCloudWatch;
let backend: Backend;
beforeAll(async () => {
  redis = await startRedis();
  cloudWatch = await StrictCloudWatch.start();
  backend = await Backend.start({ AWS_EC2_METADATA_DISABLED: 'true' });
});
afterAll(() => Promise.all([backend.stop(), redis.stop(), cloudWatch.close()]));

function datasource(environment: string): TestDatasource {
  const jsonData = {
    environment,
    queues: ['celery'],
    sampleSeconds: 1,
    mirror: { enabled: true },
    authType: 'keys',
    defaultRegion: 'eu-west-1',
    endpoint: cloudWatch.url,
  };
  return { uid: environment, url: redis.url, jsonData, secureJsonData: { accessKey: 'AKIDGOOD', secretKey: 'x' } };
}

/** What an earlier process has mirrored: one minute in ten had a spike of 1,000 among tens. */
async function mirrored(ds: TestDatasource, from: number, to: number): Promise<void> {
  const { mirror, environment, connection } = parseSettings({ name: 'n', user: '', jsonData: {}, secureJsonData: {}, ...ds });
  const { aws, secrets } = mirror;
  const store = createCloudWatchStore({ aws, secrets, mirror, broker: { environment, host: connection.broker.host } });
  const minutes = Array.from({ length: (to - from) / MINUTE }, (_, i) => from + i * MINUTE);
  const records = minutes.map((at) => ({
    at,
    queue: 'celery',
    measure: 'waiting' as const,
    values: (at / MINUTE) % 10 === 0 ? [10, 1000] : [10],
    counts: (at / MINUTE) % 10 === 0 ? [11, 1] : [12],
  }));
  const result = await store.put(records, new AbortController().signal);
  expect(result.stored).toBe(records.length);
  store.close();
}

test('after a restart the last hours come back from CloudWatch, spikes included, and cost nothing the second time', async () => {
  const ds = datasource('restarted');
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  await mirrored(ds, now - 7 * HOUR, now - 10 * MINUTE);
  const admin = new Redis(redis.url);
  await admin.lpush('celery', 'a', 'b');
  admin.disconnect();
  const ask = async () => {
    const [answer] = await backend.query(ds, [{ queues: ['celery'] }], { rangeMs: 6 * HOUR, intervalMs: 10 * MINUTE });
    const frame = answer?.frames[0];
    return { frame, values: frame?.data.values[1] ?? [], times: frame?.data.values[0]?.map(Number) ?? [] };
  };
  const { frame, values, times } = await ask();
  expect(new Set(values.slice(0, 30))).toEqual(new Set([1000]));
  expect(values.at(-1)).toBe(2);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  expect(frame?.schema.meta?.notices ?? []).toEqual([]);
  const reads = () => cloudWatch.requests.filter((r) => r.operation === 'GetMetricData' || r.operation === 'ListMetrics').length;
  expect(reads()).toBeGreaterThan(0);
  const before = reads();
  expect((await ask()).values.slice(0, 30)).toEqual(values.slice(0, 30));
  expect(reads()).toBe(before);
  expect((await backend.metrics()).split('\n')).toContain(`backlog_archive_requests_total{broker="restarted"} ${before}`);
  expect((await backend.health(ds)).details).toMatchObject({ archive: { requests: before } });
});

test('when CloudWatch refuses, the live part is drawn and a notice names the right', async () => {
  cloudWatch.deny('GetMetricData');
  const [answer] = await backend.query(datasource('refused'), [{ queues: ['celery'] }], { rangeMs: 6 * HOUR, intervalMs: MINUTE });
  expect(answer?.error).toBe('');
  expect(answer?.frames[0]?.data.values[1]?.at(-1)).toBe(2);
  expect(answer?.frames[0]?.schema.meta?.notices?.[0]).toMatchObject({
    severity: 'warning',
    text: expect.stringMatching(/is missing.*cloudwatch:GetMetricData/),
  });
  cloudWatch.recover();
});
