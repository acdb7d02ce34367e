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
  /** Wished distance of points, milliseconds. */
  readonly interval: number;
  /** Milliseconds between two samples; below it points are the samples themselves. */
  readonly sampling: number;
  readonly statistic: Statistic;
}

export interface RangeRequest extends RangeOptions {
  readonly series: readonly SeriesOf[];
}

export interface Range {
  /** Epoch milliseconds, ascending: times of samples, or starts of intervals. */
  readonly times: Float64Array;
  /** One array a series, as long as `times`; NaN where nothing is known. */
  readonly values: readonly Float64Array[];
  /** Milliseconds between two points, 0 for samples as taken. */
  readonly interval: number;
}

/** Cells that are read in a part of the work: well below a millisecond. */
const PART = 100_000;
/** Points that are collected before they are written, series by series: a series' own values lie far from those of the next. */
const TILE = 16;

/** Reads series from memory in one go. */
export function readRange(history: ReadableHistory, { series, ...options }: RangeRequest): Range {
  const reading = new Reading(history, options);
  return { times: reading.times, values: finish(reading.values(series)), interval: reading.interval };
}

/**
 * What memory has of a range: samples as taken where the interval is as fine as the sampling, else one point an interval. Its
 * rows are those of the moment in which it is made, and they never change, so it may be read in parts while sampling goes on.
 */
export class Reading {
  /** As in a `Range`. */
  readonly times: Float64Array;
  readonly interval: number;
  readonly #rows: readonly Row[];
  /** Of each row the point it belongs to: an index into the times. */
  readonly #points: Int32Array;
  readonly #statistic: Statistic;

  constructor(
    private readonly history: ReadableHistory,
    { from, to, interval: wished, sampling, statistic }: RangeOptions,
  ) {
    // Minutes stand for what is too old to be there as samples; the minute in which the samples begin counts as a whole.
    const minutes = history.minutes.filter((row) => row.at > from - MINUTE_MS && row.at <= to && row.at < history.wholeFrom);
    const seam = Math.max(from, (minutes.at(-1)?.at ?? Number.NEGATIVE_INFINITY) + MINUTE_MS);
    const recent = history.recent.filter((row) => row.at >= seam && row.at <= to);
    const rows: readonly Row[] = [...minutes, ...recent];
    this.#rows = rows;
    // Samples may be closer than they are now, from before the settings changed: then they are too many to be drawn as they are.
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
   * One array a series, as long as the times; NaN where nothing is known.
   * @param measures of all series, one after the other; else each has its own
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
      // Between two samples that are far apart there are intervals without any.
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
   * The largest value of each series that is known; -1 where none is, so that such a series ranks last. Their values are not kept.
   * @param measure of all of them
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

  /** Point by point the values of all series, in one array that is used again; nothing where something else may have a turn. */
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

/** The largest value that is known; -1 when none is, so that such a series ranks last. */
export function peak(values: Float64Array): number {
  let most = -1;
  for (const value of values) if (value > most) most = value;
  return most;
}
