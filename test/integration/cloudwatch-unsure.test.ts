import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Fault, lostAnswer, lostRequest, serverFault, throttling } from '../../demo/cloudwatch/faults';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { patient, record, storeAt, withoutAwsEnvironment } from './cloudwatch-harness';

/** Whether a put that failed may have been stored: a mirror with a lock gives a minute back only if it surely was not. */
const at = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;
let cloudWatch: StrictCloudWatch;
beforeEach(async () => {
  withoutAwsEnvironment();
  cloudWatch = await StrictCloudWatch.start();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cloudWatch.close();
});

async function put(setup: Partial<Parameters<typeof storeAt>[0]> = {}, signal = patient()) {
  const store = storeAt({ endpoint: cloudWatch.url, ...setup });
  const result = await store.put([record('celery', at)], signal);
  store.close();
  return result;
}

test.each<[string, Fault]>([
  ['an answer was lost', lostAnswer],
  ['the connection broke', lostRequest],
  ['the server failed', serverFault],
  ['it was tried twice, of which only the last is known', throttling],
])('perhaps, if %s', async (_, fault) => {
  cloudWatch.fail('PutMetricData', 2, fault);
  expect(await put()).toMatchObject({ stored: 0, unsent: [{ queue: 'celery' }], unsure: true });
});

test('perhaps, if the time ran out', async () => {
  cloudWatch.fail('PutMetricData', 1, { kind: 'slow', milliseconds: 2_000 });
  const end = new AbortController();
  setTimeout(() => end.abort(), 300);
  expect(await put({}, end.signal)).toMatchObject({ stored: 0, unsure: true });
});

test('surely not, if the permission is missing', async () => {
  cloudWatch.deny('PutMetricData');
  const { unsent, unsure } = await put();
  expect([unsent.length, unsure]).toEqual([1, false]);
});

test.each([
  ['AWS does not know the key', { secrets: { accessKey: 'AKIDBAD', secretKey: 'x' } }],
  ['there are no credentials', { aws: { authType: 'credentials' as const, profile: 'none' } }],
  ['the namespace is wrong', { mirror: { namespace: 'AWS/x' } }],
])('surely not, if %s', async (_, setup) => {
  const { unsent, unsure } = await put(setup);
  expect([unsent.length, unsure ?? false]).toEqual([1, false]);
});
