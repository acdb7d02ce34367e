import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lostAnswer, lostRequest, serverFault, throttling, tooLarge } from '../../demo/cloudwatch/faults';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { StoreError } from '../../pkg-proxy/queues/ports/metric-store';
import { patient, record, type StoreSetup, storeAt, withoutAwsEnvironment } from './cloudwatch-harness';

const MINUTE = 60_000;
const at = Math.floor(Date.now() / MINUTE) * MINUTE - 5 * MINUTE;
const SECRET = 'secret-of-AKIDGOOD';

let cloudWatch: StrictCloudWatch;
beforeEach(async () => {
  withoutAwsEnvironment();
  cloudWatch = await StrictCloudWatch.start();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cloudWatch.close();
});

const store = (setup: Omit<StoreSetup, 'endpoint'> = {}) => storeAt({ endpoint: cloudWatch.url, ...setup });
const queueOf = (name: string) => ({ Broker: 'production', Queue: name });
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('put()', () => {
  test('writes what a minute held, in both layouts', async () => {
    const records = [record(null, at, [1, 0], [5, 1]), record('celery', at, [0, 7, 3], [1, 2, 3])];
    expect(await store().put(records, patient())).toMatchObject({ stored: 2, refused: [], requests: 1, unsent: [], error: undefined });
    expect(cloudWatch.series('Celery/Redis', 'Waiting', queueOf('celery'), 'Maximum', 60)).toEqual([{ at, value: 7 }]);
    expect(cloudWatch.series('Celery/Redis', 'Waiting', queueOf('celery'), 'SampleCount', 60)).toEqual([{ at, value: 6 }]);
    expect(cloudWatch.series('Celery/Redis', 'ScrapeOk', { Broker: 'production' }, 'Minimum', 60)).toEqual([{ at, value: 0 }]);

    expect(await store({ mirror: { naming: 'perQueue' } }).put(records, patient())).toMatchObject({ stored: 2 });
    expect(cloudWatch.series('redis.internal_redis', 'celery_queue_length', {}, 'Average', 60)).toEqual([{ at, value: 23 / 6 }]);
    expect(cloudWatch.datums('redis.internal_redis', 'scrape_ok')).toMatchObject([{ at, unit: 'Count' }]);
  });

  test('takes queues of any name', async () => {
    const names = [
      'with spaces',
      'a:b',
      ':first',
      'a/b',
      '🚀',
      `"double" and 'single'`,
      'ü',
      '100%',
      'x'.repeat(300),
      ' ',
      'tab\tand\x06\x16',
    ];
    const result = await store().put(
      names.map((name) => record(name, at, [4])),
      patient(),
    );
    expect(result).toMatchObject({ stored: names.length, refused: [] });
    expect(cloudWatch.datums('Celery/Redis', 'Waiting', queueOf('%F0%9F%9A%80'))).toHaveLength(1);
    expect(cloudWatch.datums('Celery/Redis', 'Waiting', queueOf('x'.repeat(300)))).toHaveLength(1);
    expect(cloudWatch.metrics()).toHaveLength(names.length);
  });

  test('refuses by itself what has no place in CloudWatch, and only that', async () => {
    const old = record('old', Date.now() - 15 * 86_400_000);
    const odd = record('odd', at, [Number.POSITIVE_INFINITY]);
    const long = record('x'.repeat(1_025), at);
    const result = await store().put([old, record('celery', at), odd, long], patient());
    expect(result).toMatchObject({ stored: 1, requests: 1, unsent: [], error: undefined });
    expect(result.refused.map(({ record: { queue }, reason }) => [queue?.slice(0, 3), reason])).toEqual([
      ['old', 'it is older than two weeks'],
      ['odd', 'CloudWatch takes no value like Infinity'],
      ['xxx', 'its name takes 1025 characters, CloudWatch allows 1024'],
    ]);
  });

  test('needs one request for 1,000 datums, compressed, and a second for one more', async () => {
    const result = await store().put(
      range(1_001).map((i) => record(`queue-${i}`, at, range(60))),
      patient(),
    );
    expect(result).toMatchObject({ stored: 1_001, requests: 2 });
    expect(cloudWatch.requests.map(({ input }) => (input.MetricData as unknown[]).length)).toEqual([1_000, 1]);
    expect(cloudWatch.requests[0]).toMatchObject({ gzip: true });
  });

  test('leaves compression to the environment', async () => {
    vi.stubEnv('AWS_DISABLE_REQUEST_COMPRESSION', 'true');
    await store().put(
      range(200).map((i) => record(`queue-${i}`, at)),
      patient(),
    );
    expect(cloudWatch.requests).toMatchObject([{ gzip: false }]);
  });

  test('stays under 1 MB and splits a minute of more than 150 values', async () => {
    const values = range(1_000).map((i) => i + 0.123456789);
    const result = await store().put(
      range(100).map((i) => record(`queue-${i}`, at, values)),
      patient(),
    );
    expect(result).toMatchObject({ stored: 100, refused: [], error: undefined });
    expect(Math.max(...cloudWatch.requests.map(({ bytes }) => bytes))).toBeLessThan(1_000_000);
    expect(cloudWatch.requests.length).toBeGreaterThan(1);
    expect(cloudWatch.series('Celery/Redis', 'Waiting', queueOf('queue-7'), 'SampleCount', 60)).toEqual([{ at, value: 1_000 }]);
  });

  test('sends several minutes of one metric in one request, each with its own time', async () => {
    await store().put([record('celery', at - MINUTE, [1]), record('celery', at, [2])], patient());
    expect(cloudWatch.requests).toHaveLength(1);
    expect(cloudWatch.series('Celery/Redis', 'Waiting', queueOf('celery'), 'Average', 60)).toEqual([
      { at: at - MINUTE, value: 1 },
      { at, value: 2 },
    ]);
  });

  test('drops the datum that CloudWatch names and stores the rest, each once', async () => {
    cloudWatch.fail('PutMetricData', 1, {
      kind: 'error',
      status: 400,
      code: 'InvalidParameterValue',
      type: 'InvalidParameterValueException',
      message: 'The value for parameter MetricData.member.2.Dimensions.member.1.Value is something new.',
    });
    const result = await store().put(
      range(5).map((i) => record(`queue-${i}`, at)),
      patient(),
    );
    expect(result).toMatchObject({ stored: 4, requests: 2, unsent: [], error: undefined });
    expect(result.refused).toMatchObject([{ record: { queue: 'queue-1' }, reason: expect.stringContaining('something new') }]);
    for (const i of [0, 2, 3, 4]) expect(cloudWatch.datums('Celery/Redis', 'Waiting', queueOf(`queue-${i}`))).toHaveLength(1);
  });

  test('halves a request that is too large', async () => {
    cloudWatch.fail('PutMetricData', 1, tooLarge);
    expect(
      await store().put(
        range(4).map((i) => record(`queue-${i}`, at)),
        patient(),
      ),
    ).toMatchObject({ stored: 4, requests: 3 });
  });

  test.each([
    ['throttling', throttling, /throttles/],
    ['an error of the server', serverFault, /answered/],
    ['a broken connection', lostRequest, /cannot be reached \(ECONNRESET\)/],
  ])('hands back what it could not store: %s', async (_, fault, message) => {
    cloudWatch.fail('PutMetricData', Number.POSITIVE_INFINITY, fault);
    const records = [record('celery', at), record('emails', at)];
    const result = await store().put(records, patient());
    expect(result).toMatchObject({ stored: 0, refused: [], requests: 2 });
    expect(result.unsent).toEqual(records);
    expect(result.error).toBeInstanceOf(StoreError);
    expect(result.error).toMatchObject({ retryable: true, message: expect.stringMatching(message) });
  });

  test('hands back only what comes after the failure', async () => {
    const records = range(2_500).map((i) => record(`queue-${i}`, at));
    cloudWatch.fail('PutMetricData', 1, { kind: 'slow', milliseconds: 0 });
    cloudWatch.fail('PutMetricData', Number.POSITIVE_INFINITY, throttling);
    const result = await store().put(records, patient());
    expect(result.stored).toBe(1_000);
    expect(result.unsent).toEqual(records.slice(1_000));
  });

  test('sends again when an answer was lost: average and maximum stay right', async () => {
    cloudWatch.fail('PutMetricData', 1, lostAnswer);
    expect(await store().put([record('celery', at, [2, 4])], patient())).toMatchObject({ stored: 1, requests: 2 });
    expect(cloudWatch.series('Celery/Redis', 'Waiting', queueOf('celery'), 'Average', 60)).toEqual([{ at, value: 3 }]);
    expect(cloudWatch.series('Celery/Redis', 'Waiting', queueOf('celery'), 'SampleCount', 60)).toEqual([{ at, value: 4 }]);
  });

  test('ends with its signal although CloudWatch does not answer', async () => {
    cloudWatch.fail('PutMetricData', Number.POSITIVE_INFINITY, { kind: 'slow', milliseconds: 60_000 });
    const records = [record('celery', at)];
    const result = await store().put(records, AbortSignal.timeout(200));
    expect(result).toMatchObject({ stored: 0, error: { message: 'CloudWatch did not answer in time.', retryable: true } });
    expect(result.unsent).toEqual(records);
  });

  test('uses one connection for the requests of a minute and closes it before the next', async () => {
    const one = store();
    await one.put(
      range(2_001).map((i) => record(`queue-${i}`, at)),
      patient(),
    );
    expect(cloudWatch.requests).toHaveLength(3);
    expect(cloudWatch.connections).toBe(1);
    await expect.poll(() => cloudWatch.openConnections, { timeout: 5_000 }).toBe(0);
  });

  test('waits for a slow answer beyond the life of an idle connection', async () => {
    cloudWatch.fail('PutMetricData', 1, { kind: 'slow', milliseconds: 1_500 });
    expect(await store().put([record('celery', at)], patient())).toMatchObject({ stored: 1, requests: 1 });
  });
});

describe('wrong settings', () => {
  test.each([
    ['a namespace of AWS', { mirror: { namespace: 'AWS/SQS' } }, /mirror\.namespace: expected .*"AWS\/".* got "AWS\/SQS"/],
    ['a namespace with a colon first', { mirror: { namespace: ':x' } }, /mirror\.namespace: .*":"/],
    ['a namespace that is not ASCII', { mirror: { namespace: 'Wärme' } }, /mirror\.namespace/],
    ['no secret key', { secrets: { accessKey: 'AKIDGOOD' } }, /secret access key/],
    ['a provider that the administrator does not allow', { aws: { authType: 'ec2_iam_role' } }, /allowed_auth_providers/],
    ['no region', { aws: { defaultRegion: undefined } }, /No AWS region/],
    ['an endpoint that is no URL', { aws: { endpoint: 'http://[' } }, /Endpoint: expected a URL/],
    [
      'a profile that is not there',
      { aws: { authType: 'credentials', profile: 'nobody' } },
      /profile "nobody" of the shared credentials file/,
    ],
  ] as const)('are told in words: %s', async (_, setup, message) => {
    const wrong = store(setup as Omit<StoreSetup, 'endpoint'>);
    const result = await wrong.put([record('celery', at)], patient());
    expect(result).toMatchObject({ stored: 0, error: { retryable: false, message: expect.stringMatching(message) } });
    expect(result.unsent).toHaveLength(1);
    await expect(wrong.check(patient())).rejects.toMatchObject({ name: 'StoreError', message: expect.stringMatching(message) });
    expect(cloudWatch.requests).toHaveLength(0);
  });

  test('no credentials anywhere: says where they were looked for', async () => {
    const { error } = await store({ aws: { authType: 'default' } }).put([record('celery', at)], patient());
    expect(error).toMatchObject({ retryable: false, message: expect.stringMatching(/default chain.* Looked in the environment/) });
  });

  test('a key that AWS does not know', async () => {
    const result = await store({ secrets: { accessKey: 'AKIDBAD', secretKey: SECRET } }).put([record('celery', at)], patient());
    expect(result).toMatchObject({
      stored: 0,
      requests: 1,
      error: { retryable: false, message: expect.stringContaining('InvalidClientTokenId') },
    });
  });

  test('a role that may not write: names the permission and the namespace', async () => {
    cloudWatch.deny('PutMetricData');
    const { error } = await store().put([record('celery', at)], patient());
    expect(error).toMatchObject({
      retryable: false,
      message: expect.stringMatching(/cloudwatch:PutMetricData for namespace "Celery\/Redis"/),
    });
  });

  test('secrets stay out of errors, also when AWS repeats them', async () => {
    cloudWatch.fail('PutMetricData', 1, {
      kind: 'error',
      status: 403,
      code: 'SignatureDoesNotMatch',
      message: 'x-amz-security-token:TOKEN',
    });
    const { error } = await store({ secrets: { accessKey: 'AKIDGOOD', secretKey: SECRET, sessionToken: 'TOKEN' } }).put(
      [record('q', at)],
      patient(),
    );
    expect(error?.message).toContain('SignatureDoesNotMatch');
    const everything = `${error?.message} ${error?.stack} ${String(error?.cause)} ${JSON.stringify(error)} ${JSON.stringify(error?.cause)}`;
    expect(everything).not.toMatch(/TOKEN|secret-of/);
  });
});

describe('check()', () => {
  test('finds out that all is well, without writing', async () => {
    await expect(store().check(patient())).resolves.toBeUndefined();
    expect(cloudWatch.requests.map(({ operation }) => operation)).toEqual(['ListMetrics']);
  });

  test('is content with a role that may only write', async () => {
    cloudWatch.deny('ListMetrics');
    await expect(store().check(patient())).resolves.toBeUndefined();
  });

  test('names wrong credentials, an unreachable endpoint, and the time that ran out', async () => {
    await expect(store({ secrets: { accessKey: 'AKIDBAD', secretKey: SECRET } }).check(patient())).rejects.toThrow(/InvalidClientTokenId/);
    await expect(storeAt({ endpoint: 'http://127.0.0.1:1' }).check(patient())).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/);
    cloudWatch.fail('ListMetrics', 1, { kind: 'slow', milliseconds: 60_000 });
    await expect(store().check(AbortSignal.timeout(100))).rejects.toThrow(/did not answer in time/);
  });

  test('a closed store says so', async () => {
    const closed = store();
    closed.close();
    await expect(closed.check(patient())).rejects.toThrow(/closed/);
  });
});
