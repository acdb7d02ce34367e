import type { Measure } from '../../../src/contract/measures';
import type { Statistic } from '../../../src/contract/query';
import { finish, type Work } from '../../lifetime/work';
import { MINUTE_MS } from '../minute';
import type { SeriesOf } from '../series';
import { RowFold } from './fold';
import type { ReadableHistory } from './history';
import { type Row, Terms } from './terms';

export interface RangeOptions {
  /** Epoch milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
  /** Requested interval between points, milliseconds. */
  readonly interval: number;
  /** Milliseconds between two samples. At a smaller interval, the points are the samples themselves. */
  readonly sampling: number;
  readonly statistic: Statistic;
}

export interface RangeRequest extends RangeOptions {
  readonly series: readonly SeriesOf[];
}

export interface Range {
  /** Epoch milliseconds, ascending: times of samples, or starts of intervals. */
  readonly times: Float64Array;
  /** One array per series, as long as `times`; NaN if unknown. */
  readonly values: readonly Float64Array[];
  /** Milliseconds between two points; 0 for raw samples. */
  readonly interval: number;
}

/** Cells read between two yields: well below a millisecond. */
const PART = 100_000;
/** Points that are collected before they are written series by series: values of different series are far apart in memory. */
const TILE = 16;

/** Reads series from memory in one go. */
export function readRange(history: ReadableHistory, { series, ...options }: RangeRequest): Range {
  const reading = new Reading(history, options);
  return { times: reading.times, values: finish(reading.values(series)), interval: reading.interval };
}

/**
 * A range read from memory: raw samples if the interval is as fine as the sampling, else one point per interval. It takes its rows
 * when it is created, and rows never change, so it can be read in parts while sampling continues.
 */
export class Reading {
  /** As in a `Range`. */
  readonly times: Float64Array;
  readonly interval: number;
  readonly #rows: readonly Row[];
  /** The point that each row belongs to: an index into `times`. */
  readonly #points: Int32Array;
  readonly #statistic: Statistic;

  constructor(
    private readonly history: ReadableHistory,
    { from, to, interval: wished, sampling, statistic }: RangeOptions,
  ) {
    // Minutes cover what is too old for raw samples. The minute in which the raw samples begin is used as a whole.
    const minutes = history.minutes.filter((row) => row.at > from - MINUTE_MS && row.at <= to && row.at < history.wholeFrom);
    const seam = Math.max(from, (minutes.at(-1)?.at ?? Number.NEGATIVE_INFINITY) + MINUTE_MS);
    const recent = history.recent.filter((row) => row.at >= seam && row.at <= to);
    const rows: readonly Row[] = [...minutes, ...recent];
    this.#rows = rows;
    // Before a change of settings, samples may have been closer together: then there are too many to draw each one.
    const areFew = rows.length <= 2 * (1 + (to - from) / Math.max(wished, 1));
    if (minutes.length === 0 && wished <= sampling && areFew) {
      this.times = Float64Array.from(rows, (row) => row.at);
      this.interval = 0;
      this.#points = Int32Array.from(rows, (_, i) => i);
      this.#statistic = 'last';
      return;
    }
    const interval = Math.max(Math.ceil(minutes.length > 0 ? Math.ceil(wished / MINUTE_MS) * MINUTE_MS : wished), 1);
    const first = Math.floor((rows[0]?.at ?? 0) / interval);
    const length = rows.length === 0 ? 0 : Math.floor((rows.at(-1)?.at ?? 0) / interval) - first + 1;
    this.times = Float64Array.from({ length }, (_, i) => (first + i) * interval);
    this.interval = interval;
    this.#points = Int32Array.from(rows, (row) => Math.floor(row.at / interval) - first);
    this.#statistic = statistic;
  }

  /**
   * One array per series, as long as `times`; NaN if unknown.
   * @param measures all series are read for each of these in turn; by default each series has its own measure
   */
  *values(series: readonly SeriesOf[], measures: readonly (Measure | undefined)[] = [undefined]): Work<Float64Array[]> {
    const { length } = this.times;
    const terms = yield* this.#terms(series, measures);
    const n = terms.count;
    const all = new Float64Array(n * length);
    const tile = new Float64Array(n * TILE);
    const inTile: number[] = [];
    const write = () => {
      for (let s = 0; s < n; s++) {
        for (let k = 0; k < inTile.length; k++) all[s * length + inTile[k]!] = tile[k * n + s]!;
      }
      inTile.length = 0;
    };
    let next = 0;
    for (const { point, values } of this.#fold(terms)) {
      if (!values) {
        yield;
        continue;
      }
      // Samples may be so far apart that there are intervals without any.
      for (; next < point; next++) {
        for (let s = 0; s < n; s++) all[s * length + next] = Number.NaN;
        yield;
      }
      next = point + 1;
      tile.set(values, n * inTile.length);
      inTile.push(point);
      if (inTile.length < TILE) continue;
      write();
      yield;
    }
    write();
    yield;
    return Array.from({ length: n }, (_, s) => all.subarray(s * length, (s + 1) * length));
  }

  /**
   * The largest known value of each series; -1 if none is known, so that the series ranks last. Does not keep the values.
   * @param measure for all series
   */
  *peaks(series: readonly SeriesOf[], measure: Measure): Work<Float64Array> {
    const terms = yield* this.#terms(series, [measure]);
    const peaks = new Float64Array(terms.count).fill(-1);
    for (const { values } of this.#fold(terms)) {
      if (!values) yield;
      else for (let s = 0; s < peaks.length; s++) if (values[s]! > peaks[s]!) peaks[s] = values[s]!;
    }
    return peaks;
  }

  *#terms(series: readonly SeriesOf[], measures: readonly (Measure | undefined)[]): Work<Terms> {
    const queues = series.reduce((sum, of) => sum + of.queues.length, 0);
    const terms = new Terms(series.length * measures.length, queues * measures.length);
    let cells = 0;
    for (const measure of measures) {
      for (const of of series) {
        terms.add(this.history, of, measure ?? of.measure ?? 'waiting');
        cells += 20 * of.queues.length;
        if (cells < PART) continue;
        cells = 0;
        yield;
      }
    }
    return terms;
  }

  /** The values of all series, point by point, in one reused array. Yields `undefined` values where other work may run. */
  *#fold(terms: Terms): Generator<{ readonly point: number; readonly values: Float64Array | undefined }> {
    const fold = new RowFold(terms, this.history.columns.width, this.#statistic);
    let cells = 0;
    for (const [r, row] of this.#rows.entries()) {
      const point = this.#points[r]!;
      fold.add(row);
      cells += fold.cells;
      if (this.#points[r + 1] !== point) yield { point, values: fold.take() };
      if (cells < PART) continue;
      cells = 0;
      yield { point, values: undefined };
    }
  }
}

/** The largest known value; -1 if none is known, so that the series ranks last. */
export function peak(values: Float64Array): number {
  let most = -1;
  for (const value of values) if (value > most) most = value;
  return most;
}
