import { AwsError, invalidValue, tooLong } from './aws-error';
import { listOf, recordOf, textOf } from './input';
import { hasSince, type MetricTable, type StoredMetric } from './metric-table';

const PAGE = 500;
const LISTED_MS = 14 * 86_400_000;
const RECENT_MS = 3 * 3_600_000;

interface Filter {
  readonly name: string;
  readonly value: string | undefined;
}

/** ListMetrics: metrics with data in the last two weeks (three hours with RecentlyActive), 500 per page. */
export function listMetrics(input: Record<string, unknown>, table: MetricTable, now: number): object {
  const namespace = input.Namespace === undefined ? undefined : textOf(input.Namespace, 'Namespace', 255);
  const name = input.MetricName === undefined ? undefined : textOf(input.MetricName, 'MetricName', 255);
  const filters = listOf(input.Dimensions ?? [], 'Dimensions').map((raw, i) => readFilter(raw, `Dimensions.member.${i + 1}`));
  if (filters.length > 10) throw tooLong('Dimensions', 10);
  if (input.RecentlyActive !== undefined && input.RecentlyActive !== 'PT3H') {
    throw invalidValue(`The value ${String(input.RecentlyActive)} for parameter RecentlyActive is invalid.`);
  }
  const since = now - (input.RecentlyActive === undefined ? LISTED_MS : RECENT_MS);
  const found = table
    .all()
    .filter((metric) => (namespace ?? metric.namespace) === metric.namespace && (name ?? metric.name) === metric.name)
    .filter((metric) => filters.every((filter) => matches(metric, filter)))
    .filter((metric) => hasSince(metric, since));
  const offset = offsetOf(input.NextToken, found.length);
  const page = found.slice(offset, offset + PAGE);
  return {
    Metrics: page.map((metric) => ({ Namespace: metric.namespace, MetricName: metric.name, Dimensions: metric.dimensions })),
    ...(found.length > offset + PAGE && { NextToken: String(offset + PAGE) }),
  };
}

function readFilter(raw: unknown, path: string): Filter {
  const { Name, Value } = recordOf(raw, path);
  return { name: textOf(Name, `${path}.Name`, 255), value: Value === undefined ? undefined : textOf(Value, `${path}.Value`, 1_024) };
}

/** A metric with more dimensions than requested matches too. */
const matches = ({ dimensions }: StoredMetric, { name, value }: Filter): boolean =>
  dimensions.some((d) => d.Name === name && (value === undefined || d.Value === value));

function offsetOf(token: unknown, total: number): number {
  if (token === undefined) return 0;
  const offset = Number(token);
  if (!(offset > 0 && offset < total)) throw new AwsError(400, 'InvalidNextToken', 'The next token specified is invalid.');
  return offset;
}
