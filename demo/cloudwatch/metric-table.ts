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

/** Data at regular steps, from before the start: computed when read, since there are millions. Minutes, never seconds. */
export interface Stretch {
  readonly unit: string;
  /** Start of the first step, and the length of each. Milliseconds. */
  readonly from: number;
  readonly step: number;
  readonly count: number;
  /** The values of a step and how often each was seen; none: no datum. */
  readonly tally: (step: number) => ReadonlyMap<number, number>;
}

export interface StoredMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly datums: StoredDatum[];
  readonly past: Stretch[];
}

export interface Bucket {
  readonly at: number;
  readonly value: number;
}

/** All stored metrics. A metric is identified by its namespace, name and dimensions, in any order. */
export class MetricTable {
  readonly #metrics = new Map<string, StoredMetric>();

  add(namespace: string, name: string, dimensions: readonly Dimension[], ...data: readonly StoredDatum[]): void {
    this.#metric(namespace, name, dimensions).datums.push(...data);
  }

  addPast(namespace: string, name: string, dimensions: readonly Dimension[], stretch: Stretch): void {
    this.#metric(namespace, name, dimensions).past.push(stretch);
  }

  find(namespace: string, name: string, dimensions: readonly Dimension[]): StoredMetric | undefined {
    return this.#metrics.get(keyOf(namespace, name, dimensions));
  }

  all(): readonly StoredMetric[] {
    return [...this.#metrics.values()];
  }

  #metric(namespace: string, name: string, dimensions: readonly Dimension[]): StoredMetric {
    const key = keyOf(namespace, name, dimensions);
    const metric = this.#metrics.get(key) ?? { namespace, name, dimensions, datums: [], past: [] };
    this.#metrics.set(key, metric);
    return metric;
  }
}

/** Whether there is data at or after a time. */
export const hasSince = ({ datums, past }: StoredMetric, since: number): boolean =>
  datums.some(({ at }) => at >= since) || past.some(({ from, step, count }) => from + step * (count - 1) >= since);

/** Those of a range, inclusive start, exclusive end. */
function* datumsOf({ datums, past }: StoredMetric, from: number, end: number): Generator<StoredDatum> {
  for (const { unit, from: begin, step, count, tally } of past) {
    const last = Math.min(count, Math.ceil((end - begin) / step));
    for (let i = Math.max(0, Math.ceil((from - begin) / step)); i < last; i++) {
      const values = tally(i);
      if (values.size > 0) yield { at: begin + i * step, unit, resolution: 60, values };
    }
  }
  for (const datum of datums) if (datum.at >= from && datum.at < end) yield datum;
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
  for (const datum of metric ? datumsOf(metric, from, end + periodMs) : []) {
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
