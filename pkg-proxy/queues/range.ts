import type { Statistic } from '../../src/contract/query';
import type { History } from './history';
import { MINUTE_MS } from './minutes';

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

/** A sample or a minute; `value` is NaN where nothing is known. */
interface Row {
  readonly at: number;
  value(column: number, statistic: Statistic): number;
  /** Samples behind the value. */
  count(column: number): number;
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
  // Minutes stand for what is too old to be there as samples; the minute in which the samples begin counts as a whole.
  const minutes = history.minutes.filter((row) => row.at > from - MINUTE_MS && row.at <= to && row.at < history.wholeFrom);
  const seam = Math.max(from, (minutes.at(-1)?.at ?? Number.NEGATIVE_INFINITY) + MINUTE_MS);
  const recent = history.recent.filter((row) => row.at >= seam && row.at <= to);
  const rows: readonly Row[] = [...minutes, ...recent];
  if (minutes.length === 0 && request.interval <= request.sampling) {
    return {
      times: Float64Array.from(rows, (row) => row.at),
      values: foldRows(rows, terms, rows.length, (_, i) => i, 'last'),
      interval: 0,
    };
  }

  const interval = Math.max(Math.ceil(minutes.length > 0 ? Math.ceil(request.interval / MINUTE_MS) * MINUTE_MS : request.interval), 1);
  const first = Math.floor((rows[0]?.at ?? 0) / interval);
  const length = rows.length === 0 ? 0 : Math.floor((rows.at(-1)?.at ?? 0) / interval) - first + 1;
  const values = foldRows(rows, terms, length, (row) => Math.floor(row.at / interval) - first, statistic);
  return { times: Float64Array.from({ length }, (_, i) => (first + i) * interval), values, interval };
}

/** One array of `length` a series; `place` says which element a row goes to. */
function foldRows(
  rows: readonly Row[],
  series: readonly (readonly Term[])[],
  length: number,
  place: (row: Row, index: number) => number,
  statistic: Statistic,
): Float64Array[] {
  const folds = series.map((terms) => new Fold(terms, length, statistic));
  rows.forEach((row, index) => {
    const i = place(row, index);
    for (const fold of folds) fold.add(i, row);
  });
  return folds.map((fold) => fold.close());
}

/** Collects the values of each interval into one by the statistic. */
class Fold {
  readonly #values: Float64Array;
  readonly #counts: Float64Array | undefined;

  constructor(
    private readonly terms: readonly Term[],
    length: number,
    private readonly statistic: Statistic,
  ) {
    this.#values = new Float64Array(length).fill(Number.NaN);
    this.#counts = statistic === 'avg' ? new Float64Array(length) : undefined;
  }

  add(i: number, row: Row): void {
    const values = this.#values;
    if (this.#counts) {
      this.#addAverage(i, row, this.#counts);
      return;
    }
    const value = this.#sum(row);
    // An unknown last value counts too: an old number must not stand for now.
    if (this.statistic === 'last') values[i] = value;
    else if (!Number.isNaN(value)) {
      const before = values[i] ?? Number.NaN;
      const keep = this.statistic === 'max' ? before >= value : before <= value; // false for NaN
      if (!keep) values[i] = value;
    }
  }

  close(): Float64Array {
    const counts = this.#counts;
    return counts ? this.#values.map((sum, i) => sum / (counts[i] ?? 1)) : this.#values;
  }

  /** Sum of what is known; NaN when nothing is. */
  #sum(row: Row): number {
    let total = Number.NaN;
    for (const { column, otherwise, factor } of this.terms) {
      let value = column < 0 ? Number.NaN : row.value(column, this.statistic);
      if (Number.isNaN(value) && otherwise >= 0) value = row.value(otherwise, this.statistic) * factor;
      if (!Number.isNaN(value)) total = Number.isNaN(total) ? value : total + value;
    }
    return total;
  }

  /** A row counts by its samples: an interval at the seam has whole minutes beside single samples. */
  #addAverage(i: number, row: Row, counts: Float64Array): void {
    let sum = Number.NaN;
    let samples = 0;
    for (const { column, otherwise, factor } of this.terms) {
      const own = column >= 0 && row.count(column) > 0 ? row.value(column, 'avg') : Number.NaN;
      const known = Number.isNaN(own) ? otherwise : column;
      const value = Number.isNaN(own) && otherwise >= 0 ? row.value(otherwise, 'avg') * factor : own;
      if (Number.isNaN(value)) continue;
      const count = row.count(known);
      sum = (Number.isNaN(sum) ? 0 : sum) + value * count;
      if (count > samples) samples = count;
    }
    if (samples === 0) return;
    const before = this.#values[i] ?? Number.NaN;
    this.#values[i] = (Number.isNaN(before) ? 0 : before) + sum;
    counts[i] = (counts[i] ?? 0) + samples;
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
