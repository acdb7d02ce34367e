import { AwsError, invalidCombination, invalidValue, missing, tooLong } from './aws-error';
import { dimensionOf, listOf, numberOf, recordOf, textOf, timeOf } from './input';
import { bucketsOf, isStatistic, type MetricTable } from './metric-table';
import { UNITS } from './put-metric-data';

const MAX_DATAPOINTS = 100_800;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

interface Query {
  readonly id: string;
  readonly label: string;
  readonly returned: boolean;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: { Name: string; Value: string }[];
  readonly stat: string;
  readonly periodMs: number;
  readonly unit: string | undefined;
}

/** GetMetricData without expressions (math, SEARCH and Metrics Insights are refused). A point has the start of its period as its time. */
export function getMetricData(input: Record<string, unknown>, table: MetricTable, now: number): object {
  const raw = listOf(input.MetricDataQueries ?? missingList(), 'MetricDataQueries');
  if (raw.length === 0) throw missing('MetricDataQueries');
  if (raw.length > 500) throw tooLong('MetricDataQueries', 500);
  const queries = raw.map((query, i) => readQuery(query, `MetricDataQueries.member.${i + 1}`));
  if (new Set(queries.map((q) => q.id)).size < queries.length)
    throw invalidValue('The values for parameter id in MetricDataQueries are not unique.');
  if (!queries.some((q) => q.returned))
    throw new AwsError(400, 'ValidationError', 'At least one element in MetricDataQueries must return data.');
  const start = timeOf(input.StartTime, 'StartTime');
  const end = timeOf(input.EndTime, 'EndTime');
  if (start >= end) throw new AwsError(400, 'ValidationError', 'The parameter StartTime must be less than the parameter EndTime.');
  const limit = input.MaxDatapoints === undefined ? MAX_DATAPOINTS : numberOf(input.MaxDatapoints, 'MaxDatapoints');
  if (limit < 1 || limit > MAX_DATAPOINTS) throw invalidValue(`The parameter MaxDatapoints must be between 1 and ${MAX_DATAPOINTS}.`);
  const ascending = readScan(input.ScanBy) === 'TimestampAscending';

  const results = queries
    .filter((query) => query.returned)
    .map((query) => {
      const found = pointsOf(query, table, start, end, now);
      return { query, points: ascending ? found : found.reverse() };
    });
  return pageOf(results, readToken(input, results), limit, tokenStem(input));
}

const missingList = (): never => {
  throw missing('MetricDataQueries');
};

function readScan(raw: unknown): string {
  const scan = raw ?? 'TimestampDescending';
  if (scan !== 'TimestampDescending' && scan !== 'TimestampAscending')
    throw invalidValue(`The value ${String(scan)} for parameter ScanBy is invalid.`);
  return scan;
}

function readQuery(rawQuery: unknown, path: string): Query {
  const raw = recordOf(rawQuery, path);
  const id = textOf(raw.Id, `${path}.Id`, 255);
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(id)) throw invalidValue(`The value ${id} for parameter ${path}.Id is invalid.`);
  if (raw.Expression !== undefined) throw invalidValue(`${path}.Expression: this CloudWatch knows no expressions.`);
  if (raw.MetricStat === undefined) throw invalidCombination(`The parameter ${path} must have either MetricStat or Expression.`);
  const stat = recordOf(raw.MetricStat, `${path}.MetricStat`);
  const metric = recordOf(stat.Metric, `${path}.MetricStat.Metric`);
  const statistic = textOf(stat.Stat, `${path}.MetricStat.Stat`, 255);
  if (!isStatistic(statistic)) throw invalidValue(`The value ${statistic} for parameter ${path}.MetricStat.Stat is not supported.`);
  const period = numberOf(stat.Period ?? undefined, `${path}.MetricStat.Period`);
  if (![1, 5, 10, 20, 30].includes(period) && !(period >= 60 && period % 60 === 0)) {
    throw invalidValue(`The parameter ${path}.MetricStat.Period must be 1, 5, 10, 20, 30 or a multiple of 60.`);
  }
  const unit = stat.Unit === undefined ? undefined : textOf(stat.Unit, `${path}.MetricStat.Unit`, 255);
  if (unit !== undefined && !UNITS.has(unit)) throw invalidValue(`The value ${unit} for parameter ${path}.MetricStat.Unit is invalid.`);
  const name = textOf(metric.MetricName, `${path}.MetricStat.Metric.MetricName`, 255);
  return {
    id,
    label: typeof raw.Label === 'string' ? raw.Label : name,
    returned: raw.ReturnData !== false,
    namespace: textOf(metric.Namespace, `${path}.MetricStat.Metric.Namespace`, 255),
    name,
    dimensions: listOf(metric.Dimensions ?? [], `${path}.MetricStat.Metric.Dimensions`).map((d, i) =>
      dimensionOf(d, `${path}.MetricStat.Metric.Dimensions.member.${i + 1}`),
    ),
    stat: statistic,
    periodMs: period * 1_000,
    unit,
  };
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/** StartTime, rounded by its age, is inclusive; EndTime is exclusive. A period too fine for the age of StartTime finds nothing. */
function pointsOf(query: Query, table: MetricTable, start: number, end: number, now: number): Point[] {
  const age = now - start;
  const floor = age > 63 * DAY_MS ? HOUR_MS : age > 15 * DAY_MS ? 300_000 : age > 3 * HOUR_MS ? 60_000 : 1_000;
  if (query.periodMs % floor !== 0) return [];
  const grain = query.periodMs < 60_000 ? query.periodMs : Math.max(floor, 60_000);
  const from = Math.floor(start / grain) * grain;
  const metric = table.find(query.namespace, query.name, query.dimensions);
  return bucketsOf(metric, query.stat, query.periodMs, { unit: query.unit, from, end });
}

/** One page: points in the order of the queries until the limit is reached. */
function pageOf(results: readonly { query: Query; points: Point[] }[], offset: number, limit: number, stem: string): object {
  let position = 0;
  const page = results.map(({ query, points }) => {
    const shown = points.slice(Math.max(0, offset - position), Math.max(0, offset + limit - position));
    const complete = position + points.length <= offset + limit;
    position += points.length;
    return {
      Id: query.id,
      Label: query.label,
      Timestamps: shown.map(({ at }) => at / 1_000),
      Values: shown.map(({ value }) => value),
      StatusCode: complete ? 'Complete' : 'PartialData',
    };
  });
  return { MetricDataResults: page, Messages: [], ...(position > offset + limit && { NextToken: `${stem}:${offset + limit}` }) };
}

/** A token is only valid for the request that it came from. */
function tokenStem(input: Record<string, unknown>): string {
  const { NextToken: _, ...rest } = input;
  return Buffer.from(JSON.stringify(rest)).toString('base64url').slice(-64);
}

function readToken(input: Record<string, unknown>, results: readonly { points: Point[] }[]): number {
  if (input.NextToken === undefined) return 0;
  const [stem, offset] = textOf(input.NextToken, 'NextToken', 1_024).split(':');
  const total = results.reduce((sum, { points }) => sum + points.length, 0);
  if (stem !== tokenStem(input) || !(Number(offset) < total))
    throw new AwsError(400, 'InvalidNextToken', 'The next token specified is invalid.');
  return Number(offset);
}
