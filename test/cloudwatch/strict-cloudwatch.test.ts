import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lostAnswer, lostRequest, throttling } from '../../demo/cloudwatch/faults';
import { MetricTable } from '../../demo/cloudwatch/metric-table';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Midnight, so that every period begins here. */
const midnight = Math.floor(Date.now() / DAY) * DAY;

let now = midnight;
let cloudWatch: StrictCloudWatch;
let client: CloudWatchClient;
const clientWith = (accessKeyId: string) =>
  new CloudWatchClient({
    endpoint: cloudWatch.url,
    region: 'eu-west-1',
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    maxAttempts: 1,
  });

beforeEach(async () => {
  now = midnight;
  cloudWatch = await StrictCloudWatch.start({ now: () => now });
  client = clientWith('AKIDGOOD');
});
afterEach(async () => {
  client.destroy();
  await cloudWatch.close();
});

const put = (datums: MetricDatum[], namespace = 'Test') =>
  client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: datums }));
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const good: MetricDatum = { MetricName: 'good', Value: 1 };
const dimension = (Value: string, Name = 'Queue') => ({ MetricName: 'm', Value: 1, Dimensions: [{ Name, Value }] });

describe('PutMetricData refuses, naming the member,', () => {
  const number = 'MetricData.member.2';
  test.each([
    ['NaN', { MetricName: 'm', Value: Number.NaN }, `The value NaN for parameter ${number}.Value is invalid.`],
    ['infinity', { MetricName: 'm', Values: [1, Number.POSITIVE_INFINITY] }, `${number}.Values.member.2 is invalid.`],
    ['2^361', { MetricName: 'm', Value: 2 ** 361 }, `${number}.Value is invalid.`],
    ['151 values', { MetricName: 'm', Values: range(151) }, `The collection ${number}.Values must not have a size greater than 150.`],
    ['counts that do not match', { MetricName: 'm', Values: [1, 2], Counts: [1] }, 'must have the same size'],
    ['a count of 0', { MetricName: 'm', Values: [1], Counts: [0] }, `${number}.Counts.member.1 is invalid.`],
    ['two kinds of value', { MetricName: 'm', Value: 1, Values: [1] }, 'mutually exclusive'],
    ['no value', { MetricName: 'm' }, `The parameter ${number}.Value is required.`],
    [
      'a name that is not ASCII',
      { MetricName: 'ü', Value: 1 },
      `The value for parameter ${number}.MetricName contains non-ASCII characters.`,
    ],
    ['a name of 256 characters', { MetricName: 'x'.repeat(256), Value: 1 }, `${number}.MetricName must not be longer than 255`],
    ['a dimension that is not ASCII', dimension('ü'), `${number}.Dimensions.member.1.Value contains non-ASCII characters.`],
    ['a dimension with a control character', dimension('a\x06'), 'contains control characters'],
    ['a blank dimension', dimension('  '), 'non-whitespace'],
    ['a dimension of 1,025 characters', dimension('x'.repeat(1_025)), 'must not be longer than 1024'],
    ['a dimension name that starts with a colon', dimension('x', ':Queue'), `${number}.Dimensions.member.1.Name is invalid.`],
    ['31 dimensions', { ...good, Dimensions: range(31).map((i) => ({ Name: `d${i}`, Value: 'x' })) }, 'size greater than 30'],
    ['a wrong unit', { ...good, Unit: 'Tasks' as 'Count' }, `The value Tasks for parameter ${number}.Unit is invalid.`],
    ['a wrong resolution', { ...good, StorageResolution: 30 }, 'StorageResolution is invalid'],
    ['two weeks ago', { ...good, Timestamp: new Date(midnight - 15 * DAY) }, 'no more than two weeks in the past'],
    ['three hours ahead', { ...good, Timestamp: new Date(midnight + 3 * HOUR) }, 'no more than two hours in the future'],
  ])('%s', async (_, datum, message) => {
    await expect(put([good, datum])).rejects.toThrow(message);
    expect(cloudWatch.metrics()).toEqual([]);
  });

  test.each(['AWS/SQS', ':x', 'ü', ' '])('namespace %j', async (namespace) => {
    await expect(put([good], namespace)).rejects.toMatchObject({ name: 'InvalidParameterValueException', Code: 'InvalidParameterValue' });
  });

  test('more than 1,000 datums, or more than 1 MB however well it packs', async () => {
    await expect(put(range(1_001).map(() => good))).rejects.toThrow('The collection MetricData must not have a size greater than 1000.');
    await expect(
      put(range(1_000).map(() => ({ MetricName: 'x'.repeat(255), Values: range(150).map((v) => v + 0.25) }))),
    ).rejects.toMatchObject({
      $metadata: { httpStatusCode: 413 },
    });
  });
});

describe('credentials', () => {
  test('unknown keys and denied actions', async () => {
    await expect(clientWith('AKIDBAD').send(new ListMetricsCommand())).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    cloudWatch.deny('ListMetrics');
    await expect(client.send(new ListMetricsCommand())).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(put([good])).resolves.toBeDefined();
  });

  test('a request without a signature', async () => {
    const headers = { 'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics' };
    const response = await fetch(cloudWatch.url, { method: 'POST', headers, body: '{}' });
    expect([response.status, response.headers.get('x-amzn-query-error')]).toEqual([403, 'MissingAuthenticationToken;Sender']);
  });
});

describe('faults', () => {
  test('come in order and end', async () => {
    cloudWatch.fail('PutMetricData', 1, throttling);
    cloudWatch.fail('PutMetricData', 1, lostRequest);
    cloudWatch.fail('PutMetricData', 1, lostAnswer);
    await expect(put([good])).rejects.toMatchObject({ name: 'Throttling' });
    await expect(put([good])).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(cloudWatch.datums('Test', 'good')).toHaveLength(0);
    await expect(put([good])).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(cloudWatch.datums('Test', 'good')).toHaveLength(1);
    await expect(put([good])).resolves.toBeDefined();
    expect(cloudWatch.requests.map(({ status }) => status)).toEqual([400, 0, 0, 200]);
  });
});

const queryOf = (stat: string, period = 60, more: object = {}) => ({
  Id: 'a',
  MetricStat: { Metric: { Namespace: 'Test', MetricName: 'm' }, Stat: stat, Period: period, ...more },
});
const get = (input: Partial<GetMetricDataCommandInput> & Pick<GetMetricDataCommandInput, 'MetricDataQueries'>) =>
  client.send(
    new GetMetricDataCommand({
      StartTime: new Date(midnight - HOUR),
      EndTime: new Date(midnight),
      ScanBy: 'TimestampAscending',
      ...input,
    }),
  );
const valuesOf = async (query: ReturnType<typeof queryOf>, input: object = {}) =>
  (await get({ MetricDataQueries: [query], ...input })).MetricDataResults?.[0]?.Values;
const minutesAgo = (minutes: number) => new Date(midnight - minutes * MINUTE);

describe('GetMetricData', () => {
  test('adds up everything of a period, duplicates too', async () => {
    const datum = { MetricName: 'm', Unit: 'Count' as const, Timestamp: minutesAgo(10), Values: [2, 8], Counts: [3, 1] };
    await put([datum, { ...datum, Timestamp: minutesAgo(9), Values: [5], Counts: [4] }]);
    await put([datum]);
    expect(await valuesOf(queryOf('Average'))).toEqual([3.5, 5]);
    expect(await valuesOf(queryOf('SampleCount'))).toEqual([8, 4]);
    expect(await valuesOf(queryOf('Sum', 300))).toEqual([48]);
    expect(await valuesOf(queryOf('Maximum', 300))).toEqual([8]);
    expect(await valuesOf(queryOf('Minimum', 300))).toEqual([2]);
    expect(await valuesOf(queryOf('p75', 300))).toEqual([5]);
    expect(await valuesOf(queryOf('Maximum', 60, { Unit: 'Count' }))).toEqual([8, 5]);
    expect(await valuesOf(queryOf('Maximum', 60, { Unit: 'Seconds' }))).toEqual([]);
  });

  test('finds a metric by all of its dimensions, in any order', async () => {
    const [a, b] = [
      { Name: 'A', Value: '1' },
      { Name: 'B', Value: '2' },
    ];
    await put([{ MetricName: 'm', Value: 1, Timestamp: minutesAgo(5), Dimensions: [a, b] }]);
    const metric = (Dimensions: (typeof a)[]) => ({ Metric: { Namespace: 'Test', MetricName: 'm', Dimensions } });
    expect(await valuesOf(queryOf('Sum', 60, metric([b, a])))).toEqual([1]);
    expect(await valuesOf(queryOf('Sum', 60, metric([a])))).toEqual([]);
  });

  test('StartTime counts, EndTime does not; order, label and hidden queries', async () => {
    await put([10, 9, 8].map((minutes) => ({ MetricName: 'm', Value: minutes, Timestamp: minutesAgo(minutes) })));
    expect(await valuesOf(queryOf('Sum'), { StartTime: minutesAgo(10), EndTime: minutesAgo(8) })).toEqual([10, 9]);
    expect(await valuesOf(queryOf('Sum'), { ScanBy: undefined })).toEqual([8, 9, 10]);
    const { MetricDataResults } = await get({
      MetricDataQueries: [
        { ...queryOf('Sum'), Label: 'L' },
        { ...queryOf('Sum'), Id: 'b', ReturnData: false },
      ],
    });
    expect(MetricDataResults?.map(({ Id, Label, StatusCode }) => [Id, Label, StatusCode])).toEqual([['a', 'L', 'Complete']]);
    expect(MetricDataResults?.[0]?.Timestamps?.[0]).toEqual(minutesAgo(10));
  });

  test('pages by datapoints, with tokens that fit only their own request', async () => {
    await put(range(10).map((i) => ({ MetricName: 'm', Value: i, Timestamp: minutesAgo(30 - i) })));
    const query = { MetricDataQueries: [queryOf('Sum'), { ...queryOf('Maximum'), Id: 'b' }], MaxDatapoints: 7 };
    const pages: (number[] | undefined)[][] = [];
    let NextToken: string | undefined;
    do {
      const page = await get({ ...query, NextToken });
      pages.push(page.MetricDataResults?.map(({ Values }) => Values) ?? []);
      NextToken = page.NextToken;
      if (NextToken) await expect(get({ ...query, MaxDatapoints: 6, NextToken })).rejects.toMatchObject({ name: 'InvalidNextToken' });
    } while (NextToken);
    expect(pages).toEqual([
      [range(7), []],
      [[7, 8, 9], range(4)],
      [[], [4, 5, 6, 7, 8, 9]],
    ]);
  });

  test('a period too fine for the age of StartTime finds nothing, without a word', async () => {
    await put([{ MetricName: 'm', Value: 1 }]);
    now = midnight + 70 * DAY;
    const since = (days: number) => ({ StartTime: new Date(now - days * DAY), EndTime: new Date(now) });
    expect(await valuesOf(queryOf('Sum', 60), since(71))).toEqual([]);
    expect(await valuesOf(queryOf('Sum', 300), since(71))).toEqual([]);
    expect(await valuesOf(queryOf('Sum', 3_600), since(71))).toEqual([1]);
    now = midnight + 20 * DAY;
    expect(await valuesOf(queryOf('Sum', 60), since(21))).toEqual([]);
    expect(await valuesOf(queryOf('Sum', 300), since(21))).toEqual([1]);
    now = midnight + DAY;
    expect(await valuesOf(queryOf('Sum', 60), since(2))).toEqual([1]);
  });

  test('StartTime is rounded down as its age asks', async () => {
    await put([{ MetricName: 'm', Value: 1 }]);
    const from = (at: number) => ({ StartTime: new Date(at), EndTime: new Date(now) });
    now = midnight + 20 * DAY;
    expect(await valuesOf(queryOf('Sum', 300), from(midnight + 4 * MINUTE))).toEqual([1]);
    expect(await valuesOf(queryOf('Sum', 300), from(midnight + 5 * MINUTE))).toEqual([]);
    now = midnight + 70 * DAY;
    expect(await valuesOf(queryOf('Sum', 3_600), from(midnight + 59 * MINUTE))).toEqual([1]);
  });

  test.each([
    ['501 queries', { MetricDataQueries: range(501).map((i) => ({ ...queryOf('Sum'), Id: `q${i}` })) }, 'size greater than 500'],
    ['an Id that starts with a capital', { MetricDataQueries: [{ ...queryOf('Sum'), Id: 'A' }] }, 'Id is invalid'],
    ['one Id twice', { MetricDataQueries: [queryOf('Sum'), queryOf('Sum')] }, 'not unique'],
    ['a period of 90 s', { MetricDataQueries: [queryOf('Sum', 90)] }, 'Period must be'],
    ['a statistic of another world', { MetricDataQueries: [queryOf('avg')] }, 'Stat is not supported'],
    ['an expression', { MetricDataQueries: [{ Id: 'a', Expression: 'b * 2' }] }, 'knows no expressions'],
    ['an end before the start', { MetricDataQueries: [queryOf('Sum')], EndTime: new Date(0) }, 'StartTime must be less'],
    ['too many datapoints', { MetricDataQueries: [queryOf('Sum')], MaxDatapoints: 100_801 }, 'MaxDatapoints must be between'],
    ['nothing to return', { MetricDataQueries: [{ ...queryOf('Sum'), ReturnData: false }] }, 'must return data'],
  ])('refuses %s', async (_, input, message) => {
    await expect(get(input)).rejects.toThrow(message);
  });
});

describe('ListMetrics', () => {
  test('pages by 500 and filters', async () => {
    await put(range(600).map((i) => ({ MetricName: `m${i % 2}`, Value: 1, Dimensions: [{ Name: 'Queue', Value: `q${i}` }] })));
    const first = await client.send(new ListMetricsCommand({ Namespace: 'Test' }));
    const second = await client.send(new ListMetricsCommand({ Namespace: 'Test', NextToken: first.NextToken }));
    expect([first.Metrics?.length, second.Metrics?.length, second.NextToken]).toEqual([500, 100, undefined]);
    const named = await client.send(new ListMetricsCommand({ MetricName: 'm1', Dimensions: [{ Name: 'Queue', Value: 'q3' }] }));
    expect(named.Metrics).toEqual([{ Namespace: 'Test', MetricName: 'm1', Dimensions: [{ Name: 'Queue', Value: 'q3' }] }]);
    expect((await client.send(new ListMetricsCommand({ Namespace: 'Other' }))).Metrics).toEqual([]);
  });

  test('forgets what was silent for two weeks, or three hours if asked', async () => {
    await put([good]);
    const names = async (input: object = {}) => (await client.send(new ListMetricsCommand(input))).Metrics?.length;
    now = midnight + 4 * HOUR;
    expect([await names(), await names({ RecentlyActive: 'PT3H' })]).toEqual([1, 0]);
    now = midnight + 15 * DAY;
    expect(await names()).toBe(0);
  });
});

test('a past at regular steps is found like what was put, and joins it', async () => {
  const table = new MetricTable();
  const stretch = { unit: 'Count', from: midnight - HOUR, step: 5 * MINUTE, count: 12 };
  const tally = (i: number): Map<number, number> => (i === 3 ? new Map() : new Map([[i, 5]]));
  for (const name of ['m', 'alone']) table.addPast('Test', name, [], { ...stretch, tally });
  table.add('Test', 'm', [], { at: midnight, unit: 'Count', resolution: 60, values: new Map([[100, 1]]) });
  const seasoned = await StrictCloudWatch.start({ now: () => now, table });
  const series = (stat: string, period: number): number[] => seasoned.series('Test', 'm', {}, stat, period).map(({ value }) => value);
  try {
    expect(series('Maximum', 300)).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 100]);
    expect(series('SampleCount', 3_600)).toEqual([55, 1]);
    expect(series('Maximum', 10)).toEqual([]);
    client.destroy();
    client = new CloudWatchClient({
      endpoint: seasoned.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDGOOD', secretAccessKey: 'secret' },
    });
    const listed = async (): Promise<number> =>
      (await client.send(new ListMetricsCommand({ MetricName: 'alone', RecentlyActive: 'PT3H' }))).Metrics?.length ?? 0;
    const part = { StartTime: new Date(midnight - 20 * MINUTE), EndTime: new Date(midnight - 10 * MINUTE) };
    const { MetricDataResults } = await get({ MetricDataQueries: [queryOf('Average', 300)], ...part, ScanBy: 'TimestampAscending' });
    expect(MetricDataResults?.[0]?.Values).toEqual([8, 9]);
    expect(await listed()).toBe(1);
    now = midnight + 4 * HOUR;
    expect(await listed()).toBe(0);
  } finally {
    await seasoned.close();
  }
});

test('what was put long ago is found, and a GET is answered where there is a page', async () => {
  const table = new MetricTable();
  table.add('Test', 'old', [], { at: midnight - 30 * DAY, unit: 'None', resolution: 60, values: new Map([[7, 1]]) });
  const seasoned = await StrictCloudWatch.start({ now: () => now, table, page: () => `${table.all().length} metric`, keepRequests: false });
  try {
    expect(seasoned.series('Test', 'old', {}, 'Maximum', 60)).toEqual([{ at: midnight - 30 * DAY, value: 7 }]);
    expect(await (await fetch(seasoned.url)).text()).toBe('1 metric');
    expect(seasoned.requests).toEqual([]);
  } finally {
    await seasoned.close();
  }
});
