/** Terms of the CloudWatch API, as in requests. */
export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** One accepted datum; several may have the same time. */
export interface StoredDatum {
  /** Epoch milliseconds: the minute, or the second for a metric of storage resolution 1. */
  readonly at: number;
  readonly unit: string;
  readonly resolution: 1 | 60;
  readonly values: ReadonlyMap<number, number>;
}

export interface StoredMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly datums: StoredDatum[];
}

export interface Bucket {
  readonly at: number;
  readonly value: number;
}

/** All stored metrics. A metric is identified by its namespace, name and dimensions, in any order. */
export class MetricTable {
  readonly #metrics = new Map<string, StoredMetric>();

  add(namespace: string, name: string, dimensions: readonly Dimension[], ...data: readonly StoredDatum[]): void {
    const key = keyOf(namespace, name, dimensions);
    const metric = this.#metrics.get(key) ?? { namespace, name, dimensions, datums: [] };
    metric.datums.push(...data);
    this.#metrics.set(key, metric);
  }

  find(namespace: string, name: string, dimensions: readonly Dimension[]): StoredMetric | undefined {
    return this.#metrics.get(keyOf(namespace, name, dimensions));
  }

  all(): readonly StoredMetric[] {
    return [...this.#metrics.values()];
  }
}

const keyOf = (namespace: string, name: string, dimensions: readonly Dimension[]): string =>
  JSON.stringify([namespace, name, dimensions.map(({ Name, Value }) => [Name, Value]).sort()]);

/** Which data of a metric count; default: all. */
interface Selection {
  readonly unit?: string | undefined;
  /** Range of the starts of periods: inclusive start, exclusive end. Epoch milliseconds. */
  readonly from?: number;
  readonly end?: number;
}

/** One statistic of a metric by period, oldest first. Periods begin at multiples of their length; empty ones are absent. */
export function bucketsOf(metric: StoredMetric | undefined, stat: string, periodMs: number, selection: Selection = {}): Bucket[] {
  const { unit, from = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY } = selection;
  const tallies = new Map<number, Map<number, number>>();
  for (const datum of metric?.datums ?? []) {
    if (datum.at < from || datum.at >= end + periodMs) continue;
    if (unit !== undefined && unit !== datum.unit) continue;
    if (periodMs < 60_000 && datum.resolution !== 1) continue;
    const at = Math.floor(datum.at / periodMs) * periodMs;
    if (at < from || at >= end) continue;
    const tally = tallies.get(at) ?? new Map<number, number>();
    tallies.set(at, tally);
    for (const [value, count] of datum.values) tally.set(value, (tally.get(value) ?? 0) + count);
  }
  return [...tallies].sort(([a], [b]) => a - b).map(([at, tally]) => ({ at, value: statisticOf(tally, stat) }));
}

export const isStatistic = (stat: string): boolean =>
  ['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount'].includes(stat) || /^p(100|\d{1,2}(\.\d{1,10})?)$/.test(stat);

function statisticOf(tally: ReadonlyMap<number, number>, stat: string): number {
  const values = [...tally].sort(([a], [b]) => a - b);
  const count = values.reduce((sum, [, n]) => sum + n, 0);
  const sum = values.reduce((total, [value, n]) => total + value * n, 0);
  switch (stat) {
    case 'Average':
      return sum / count;
    case 'Maximum':
      return values.at(-1)![0];
    case 'Minimum':
      return values[0]![0];
    case 'Sum':
      return sum;
    case 'SampleCount':
      return count;
    default:
      return percentileOf(values, Math.ceil((Number(stat.slice(1)) / 100) * count));
  }
}

/** The value at a rank, counted from 1. */
function percentileOf(values: readonly (readonly [number, number])[], rank: number): number {
  let passed = 0;
  for (const [value, count] of values) {
    passed += count;
    if (passed >= rank) return value;
  }
  return Number.NaN;
}
