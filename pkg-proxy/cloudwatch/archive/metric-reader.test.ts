import type { GetMetricDataCommandInput, GetMetricDataCommandOutput, MetricDataResult, StatusCode } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { StoreError } from '../../queues/ports/metric-store';
import { readMetrics } from './metric-reader';

const MINUTE = 60_000;
const range = {
  metrics: ['a', 'b'].map((MetricName) => ({ Namespace: 'N', MetricName, Dimensions: [] })),
  statistic: 'Maximum' as const,
  period: MINUTE,
  from: 10 * MINUTE,
  to: 13 * MINUTE,
};
const result = (Id: string, StatusCode: StatusCode, points: Record<number, number> = {}): MetricDataResult => ({
  Id,
  StatusCode,
  Timestamps: Object.keys(points).map((minute) => new Date(Number(minute) * MINUTE)),
  Values: Object.values(points),
});
type Page = Omit<GetMetricDataCommandOutput, '$metadata'>;

/** Answers page after page, and the last one again and again. */
function answering(...pages: Page[]) {
  const inputs: GetMetricDataCommandInput[] = [];
  const send = async (input: GetMetricDataCommandInput) => {
    inputs.push(input);
    return { $metadata: {}, ...pages[Math.min(inputs.length, pages.length) - 1] };
  };
  return { inputs, send };
}
const none = Number.NaN;

test('asks for explicit metrics, aligned, oldest first, without a unit', async () => {
  const { inputs, send } = answering({ MetricDataResults: [result('m0', 'Complete', { 10: 1, 12: 3 }), result('m1', 'Complete')] });
  expect((await readMetrics(range, send)).map((values) => [...values])).toEqual([
    [1, none, 3],
    [none, none, none],
  ]);
  expect(inputs).toEqual([
    {
      StartTime: new Date(10 * MINUTE),
      EndTime: new Date(13 * MINUTE),
      ScanBy: 'TimestampAscending',
      MaxDatapoints: 100_800,
      MetricDataQueries: range.metrics.map((Metric, i) => ({ Id: `m${i}`, MetricStat: { Metric, Stat: 'Maximum', Period: 60 } })),
    },
  ]);
});

test('puts pages together; what was partial or failed on one may be whole on the next', async () => {
  const { inputs, send } = answering(
    { MetricDataResults: [result('m0', 'PartialData', { 10: 1 }), result('m1', 'InternalError')], NextToken: 'two' },
    { MetricDataResults: [result('m0', 'Complete', { 11: 2 })], NextToken: 'three' },
    { MetricDataResults: [result('m1', 'Complete', { 12: 9 })] },
  );
  expect((await readMetrics(range, send)).map((values) => [...values])).toEqual([
    [1, 2, none],
    [none, none, 9],
  ]);
  expect(inputs.map(({ NextToken }) => NextToken)).toEqual([undefined, 'two', 'three']);
});

test.each<[what: string, page: Page, retryable: boolean, message: RegExp]>([
  ['part', { MetricDataResults: [result('m0', 'Complete'), result('m1', 'PartialData')] }, true, /1 of 2 .*PartialData/],
  ['an error', { MetricDataResults: [result('m0', 'InternalError'), result('m1', 'InternalError')] }, true, /2 of 2 .*InternalError/],
  ['nothing for a metric', { MetricDataResults: [result('m0', 'Complete')] }, true, /no answer/],
  [
    'forbidden',
    { MetricDataResults: [result('m0', 'Forbidden'), result('m1', 'Complete')], Messages: [{ Code: 'Forbidden', Value: 'why' }] },
    false,
    /cloudwatch:GetMetricData.*Forbidden why/,
  ],
  [
    'pages without end',
    { MetricDataResults: [result('m0', 'PartialData'), result('m1', 'Complete')], NextToken: 'again' },
    true,
    /PartialData/,
  ],
])('throws for %s: absence must not be taken for data', async (_, page, retryable, message) => {
  const failure = await readMetrics(range, answering(page).send).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StoreError);
  expect(failure).toMatchObject({ retryable, message: expect.stringMatching(message) });
});
