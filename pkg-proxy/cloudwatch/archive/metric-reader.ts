import type { GetMetricDataCommandInput, GetMetricDataCommandOutput, Metric, StatusCode } from '@aws-sdk/client-cloudwatch';
import { message } from '../../../src/contract/messages/message';
import { StoreError } from '../../queues/ports/metric-store';

export type CloudWatchStatistic = 'Average' | 'Maximum' | 'Minimum' | 'Sum' | 'p50' | 'p95' | 'p99';

export interface MetricRange {
  /** At most 500. */
  readonly metrics: readonly Metric[];
  readonly statistic: CloudWatchStatistic;
  /** All milliseconds; `from` and `to` (exclusive) are multiples of the period. */
  readonly period: number;
  readonly from: number;
  readonly to: number;
}

export type SendGetMetricData = (input: GetMetricDataCommandInput) => Promise<GetMetricDataCommandOutput>;

/** Points per page: API limit of GetMetricData. */
const MAX_DATAPOINTS = 100_800;
/** Metrics per request: API limit of GetMetricData. */
export const MAX_METRICS = 500;
/** Pages beyond the expected number. CloudWatch may end a page early, but an answer that never ends is given up. */
const SPARE_PAGES = 20;

/**
 * Reads metrics, page by page. No unit is given, so a metric is found whatever its unit is.
 * @returns one array for each metric, with one element for each period; NaN where CloudWatch has no data
 * @throws StoreError if the answer is incomplete for any metric; errors of `send`
 */
export async function readMetrics(range: MetricRange, send: SendGetMetricData): Promise<Float64Array[]> {
  const length = (range.to - range.from) / range.period;
  const values = range.metrics.map(() => new Float64Array(length).fill(Number.NaN));
  const statuses: (StatusCode | undefined)[] = range.metrics.map(() => undefined);
  const input = inputOf(range);
  const said: string[] = [];
  let token: string | undefined;
  let pages = Math.ceil((length * values.length) / MAX_DATAPOINTS) + SPARE_PAGES;
  do {
    const page = await send(token === undefined ? input : { ...input, NextToken: token });
    for (const { Code, Value } of page.Messages ?? []) said.push(`${Code ?? ''} ${Value ?? ''}`.trim());
    for (const { Id = '', Timestamps = [], Values = [], StatusCode } of page.MetricDataResults ?? []) {
      const metric = Number(Id.slice(1));
      statuses[metric] = StatusCode;
      Timestamps.forEach((time, i) => {
        const place = Math.floor((time.getTime() - range.from) / range.period);
        const value = Values[i];
        if (place >= 0 && place < length && value !== undefined) values[metric]?.fill(value, place, place + 1);
      });
    }
    token = page.NextToken;
  } while (token !== undefined && --pages > 0);
  check(statuses, said);
  return values;
}

function inputOf({ metrics, statistic, period, from, to }: MetricRange): GetMetricDataCommandInput {
  return {
    StartTime: new Date(from),
    EndTime: new Date(to),
    ScanBy: 'TimestampAscending',
    MaxDatapoints: MAX_DATAPOINTS,
    MetricDataQueries: metrics.map((Metric, i) => ({ Id: `m${i}`, MetricStat: { Metric, Stat: statistic, Period: period / 1_000 } })),
  };
}

function check(statuses: readonly (StatusCode | undefined)[], said: readonly string[]): void {
  const incomplete = statuses.filter((status) => status !== 'Complete');
  if (incomplete.length === 0) return;
  const denied = incomplete.includes('Forbidden');
  const kinds = [...new Set(incomplete.map((status) => status ?? 'no answer'))].join(', ');
  const cause = message(denied ? 'aws.incompleteDenied' : 'aws.incomplete', { incomplete: incomplete.length, all: statuses.length, kinds });
  const saying = [...new Set(said)].join(' ');
  throw new StoreError(saying ? message('part.hinted', { cause, hint: message('aws.says', { said: saying }) }) : cause, !denied);
}
