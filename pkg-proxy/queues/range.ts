import type { Statistic } from '../../src/contract/query';
import type { History } from './history';
import { ABSENT, MINUTE_MS } from './minutes';

/** What a series adds up: the totals of queues, or one priority step of them (an index into the steps). */
export interface SeriesOf {
  readonly queues: readonly string[];
  readonly step?: number | undefined;
}

export interface RangeRequest {
  readonly series: readonly SeriesOf[];
  /** Epoch milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
  /** Wished distance of points, milliseconds. */
  readonly interval: number;
  /** Milliseconds between two samples; below it points are the samples themselves. */
  readonly sampling: number;
  readonly statistic: Statistic;
}

export interface Range {
  /** Epoch milliseconds, ascending: times of samples, or starts of intervals. */
  readonly times: Float64Array;
  /** One array a series, as long as `times`; NaN where nothing is known. */
  readonly values: readonly Float64Array[];
  /** Milliseconds between two points, 0 for samples as taken. */
  readonly interval: number;
}

/** How one queue takes part in a series: its column, and where that is empty another column times a factor. */
interface Term {
  readonly column: number;
  readonly otherwise: number;
  readonly factor: number;
}

/** Reads series from memory: samples as taken where the interval is as fine as the sampling, else one point an interval. */
export function readRange(history: History, request: RangeRequest): Range {
  const { from, to, statistic } = request;
  const terms = request.series.map((series) => termsOf(history, series));
  const recent = history.recent.filter((row) => row.at >= from && row.at <= to);
  const seam = history.recent[0]?.at ?? Number.POSITIVE_INFINITY;
  const minutes = history.minutes.filter((row) => row.at >= from - MINUTE_MS && row.at <= to && row.at < seam - MINUTE_MS / 2);
  if (minutes.length === 0 && request.interval <= request.sampling) {
    const values = terms.map((t) => Float64Array.from(recent, (row) => (row.values ? sum(t, (c) => at(row.values, c)) : Number.NaN)));
    return { times: Float64Array.from(recent, (row) => row.at), values, interval: 0 };
  }

  const interval = Math.max(minutes.length > 0 ? Math.ceil(request.interval / MINUTE_MS) * MINUTE_MS : request.interval, 1);
  const start = Math.min(minutes[0]?.at ?? Number.POSITIVE_INFINITY, recent[0]?.at ?? Number.POSITIVE_INFINITY);
  if (start === Number.POSITIVE_INFINITY) return { times: new Float64Array(), values: terms.map(() => new Float64Array()), interval };
  const first = Math.floor(start / interval);
  const length = Math.floor((recent.at(-1)?.at ?? minutes.at(-1)?.at ?? start) / interval) - first + 1;
  const folds = terms.map(() => new Fold(length, statistic));
  for (const row of minutes) {
    const i = Math.floor(row.at / interval) - first;
    for (const [s, t] of terms.entries())
      folds[s]?.add(
        i,
        sum(t, (c) => row.value(c, statistic)),
      );
  }
  for (const row of recent) {
    const i = Math.floor(row.at / interval) - first;
    for (const [s, t] of terms.entries()) folds[s]?.add(i, row.values ? sum(t, (c) => at(row.values, c)) : Number.NaN);
  }
  return { times: Float64Array.from({ length }, (_, i) => (first + i) * interval), values: folds.map((f) => f.close()), interval };
}

/** Collects the values of each interval into one by the statistic. */
class Fold {
  readonly #values: Float64Array;
  readonly #counts: Uint32Array | undefined;

  constructor(
    length: number,
    private readonly statistic: Statistic,
  ) {
    this.#values = new Float64Array(length).fill(Number.NaN);
    this.#counts = statistic === 'avg' ? new Uint32Array(length) : undefined;
  }

  add(i: number, value: number): void {
    const before = this.#values[i] ?? Number.NaN;
    if (this.statistic === 'last')
      this.#values[i] = value; // also when unknown: an old number must not stand for now
    else if (Number.isNaN(value)) return;
    else if (Number.isNaN(before)) this.#values[i] = value;
    else if (this.statistic === 'avg') this.#values[i] = before + value;
    else this.#values[i] = this.statistic === 'max' ? Math.max(before, value) : Math.min(before, value);
    if (this.#counts) this.#counts[i] = (this.#counts[i] ?? 0) + 1;
  }

  close(): Float64Array {
    const counts = this.#counts;
    return counts ? this.#values.map((sum, i) => sum / (counts[i] ?? 1)) : this.#values;
  }
}

function termsOf({ columns }: History, { queues, step }: SeriesOf): readonly Term[] {
  const terms: Term[] = [];
  for (const queue of queues) {
    const total = columns.total(queue);
    if (total === undefined) continue;
    if (step === undefined) terms.push({ column: total, otherwise: -1, factor: 0 });
    // Before a queue first used priorities it had everything in its first step.
    else terms.push({ column: columns.steps(queue)?.[step] ?? -1, otherwise: total, factor: step === 0 ? 1 : 0 });
  }
  return terms;
}

function at(values: Uint32Array | null, column: number): number {
  const value = values?.[column] ?? ABSENT;
  return value === ABSENT ? Number.NaN : value;
}

/** Sum of what is known; NaN when nothing is. */
function sum(terms: readonly Term[], read: (column: number) => number): number {
  let total = Number.NaN;
  for (const { column, otherwise, factor } of terms) {
    let value = column < 0 ? Number.NaN : read(column);
    if (Number.isNaN(value) && otherwise >= 0) value = read(otherwise) * factor;
    if (!Number.isNaN(value)) total = Number.isNaN(total) ? value : total + value;
  }
  return total;
}
