import type { Measure } from '../../src/contract/measures';
import type { Statistic } from '../../src/contract/query';
import { ABSENT } from './cells';
import type { History } from './history';
import { MEASURING, scaleOf, totalOf } from './measuring';
import { MINUTE_MS } from './minutes';

/** What a series puts together: a measure of queues, or what waits in one priority step of them (an index into the steps). */
export interface SeriesOf {
  readonly queues: readonly string[];
  readonly step?: number | undefined;
  /** Default: waiting. */
  readonly measure?: Measure | undefined;
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

/** A sample or a minute. */
interface Row {
  readonly at: number;
  /** When the next may begin. */
  readonly end: number;
  /** Writes the value of every column, ABSENT where nothing is known; `values` may be wider than the row. */
  copyTo(values: Float64Array, statistic: Statistic): void;
  /** Samples behind the value. */
  count(column: number): number;
}

/**
 * How one queue takes part in a series: its column in rows since `from`, and where that is empty another column times a factor, in
 * rows since `otherwiseFrom` and before `since` in which the column `gate` has a value; a gate below 0 is open.
 */
interface Term {
  readonly column: number;
  readonly from: number;
  readonly otherwise: number;
  readonly otherwiseFrom: number;
  readonly factor: number;
  readonly since: number;
  readonly gate: number;
}

const ALWAYS = Number.NEGATIVE_INFINITY;
const NEVER = Number.POSITIVE_INFINITY;

/** A series as it is read: its terms, how they are put together, and what a value in the rows is multiplied by. */
interface Plan {
  readonly terms: readonly Term[];
  readonly total: 'sum' | 'max';
  readonly scale: number;
}

/** Reads series from memory: samples as taken where the interval is as fine as the sampling, else one point an interval. */
export function readRange(history: History, request: RangeRequest): Range {
  const { from, to, statistic } = request;
  const plans = request.series.map((series) => planOf(history, series));
  // Minutes stand for what is too old to be there as samples; the minute in which the samples begin counts as a whole.
  const minutes = history.minutes.filter((row) => row.at > from - MINUTE_MS && row.at <= to && row.at < history.wholeFrom);
  const seam = Math.max(from, (minutes.at(-1)?.at ?? Number.NEGATIVE_INFINITY) + MINUTE_MS);
  const recent = history.recent.filter((row) => row.at >= seam && row.at <= to);
  const rows: readonly Row[] = [...minutes, ...recent];
  if (minutes.length === 0 && request.interval <= request.sampling) {
    return {
      times: Float64Array.from(rows, (row) => row.at),
      values: foldRows(rows, plans, history.columns.width, rows.length, (_, i) => i, 'last'),
      interval: 0,
    };
  }

  const interval = Math.max(Math.ceil(minutes.length > 0 ? Math.ceil(request.interval / MINUTE_MS) * MINUTE_MS : request.interval), 1);
  const first = Math.floor((rows[0]?.at ?? 0) / interval);
  const length = rows.length === 0 ? 0 : Math.floor((rows.at(-1)?.at ?? 0) / interval) - first + 1;
  const values = foldRows(rows, plans, history.columns.width, length, (row) => Math.floor(row.at / interval) - first, statistic);
  return { times: Float64Array.from({ length }, (_, i) => (first + i) * interval), values, interval };
}

/** One array of `length` a series; `place` says which element a row goes to. */
function foldRows(
  rows: readonly Row[],
  series: readonly Plan[],
  width: number,
  length: number,
  place: (row: Row, index: number) => number,
  statistic: Statistic,
): Float64Array[] {
  const fold = new Fold(series, length, width, statistic);
  rows.forEach((row, index) => {
    if (statistic === 'avg') fold.addAverages(place(row, index), row);
    else fold.add(place(row, index), row);
  });
  return fold.close();
}

/** Collects the values of each interval into one by the statistic. The series of one interval lie side by side, as in the rows. */
class Fold {
  readonly #values: Float64Array;
  readonly #counts: Uint32Array;
  /** The row that is being added, by column: to copy a row first and then pick from it is ten times as fast as to ask it for each value. */
  readonly #row: Float64Array;
  /** The column of each series that is just one, as most are: read without a look at its terms. Else -1. */
  readonly #columns: Int32Array;

  constructor(
    private readonly series: readonly Plan[],
    private readonly length: number,
    width: number,
    private readonly statistic: Statistic,
  ) {
    this.#values = new Float64Array(length * series.length).fill(Number.NaN);
    this.#counts = new Uint32Array(statistic === 'avg' ? this.#values.length : 0);
    this.#row = new Float64Array(width);
    this.#columns = Int32Array.from(series, ({ terms }) =>
      terms.length === 1 && terms[0]?.from === ALWAYS && terms[0].otherwise < 0 ? terms[0].column : -1,
    );
  }

  add(i: number, row: Row): void {
    const { series, statistic } = this;
    const values = this.#values;
    const columns = this.#columns;
    const current = this.#row;
    row.copyTo(current, statistic);
    for (let s = 0, at = i * series.length; s < series.length; s++, at++) {
      const column = columns[s]!;
      const value = column >= 0 ? current[column]! : combined(series[s]!, current, row.end);
      // An unknown last value counts too: an old number must not stand for now.
      if (statistic === 'last') values[at] = value === ABSENT ? Number.NaN : value;
      else if (value !== ABSENT) {
        const before = values[at]!;
        const keep = statistic === 'max' ? before >= value : before <= value; // false for NaN
        if (!keep) values[at] = value;
      }
    }
  }

  /** A row counts by its samples: an interval at the seam has whole minutes beside single samples. */
  addAverages(i: number, row: Row): void {
    row.copyTo(this.#row, 'avg');
    this.series.forEach((plan, s) => {
      let total = 0;
      let samples = 0;
      for (const term of plan.terms) {
        const value = known(term, this.#row, row.end);
        if (value === ABSENT) continue;
        const count = (row.end > term.from && row.count(term.column)) || row.count(term.otherwise);
        total = plan.total === 'sum' ? total + value * count : Math.max(total, value * count);
        if (count > samples) samples = count;
      }
      if (samples === 0) return;
      const at = i * this.series.length + s;
      const count = this.#counts[at] ?? 0;
      this.#values[at] = (count === 0 ? 0 : (this.#values[at] ?? 0)) + total;
      this.#counts[at] = count + samples;
    });
  }

  close(): Float64Array[] {
    const width = this.series.length;
    const values = this.#values;
    const counts = this.#counts;
    for (let at = 0; at < counts.length; at++) values[at] = (values[at] ?? Number.NaN) / (counts[at] ?? 1);
    return this.series.map(({ scale }, s) => {
      const own = new Float64Array(this.length);
      for (let i = 0; i < own.length; i++) own[i] = values[i * width + s]! / scale;
      return own;
    });
  }
}

/** What is known of a row, put together; ABSENT when nothing is. */
function combined({ terms, total: how }: Plan, row: Float64Array, end: number): number {
  let total = ABSENT;
  for (let t = 0; t < terms.length; t++) {
    const value = known(terms[t]!, row, end);
    if (value !== ABSENT) total = total === ABSENT ? value : how === 'sum' ? total + value : Math.max(total, value);
  }
  return total;
}

function known({ column, from, otherwise, otherwiseFrom, factor, since, gate }: Term, row: Float64Array, end: number): number {
  const value = end > from ? (row[column] ?? ABSENT) : ABSENT;
  if (value !== ABSENT || otherwise < 0 || end > since || end <= otherwiseFrom) return value;
  if (gate >= 0 && (row[gate] ?? ABSENT) === ABSENT) return ABSENT;
  const other = row[otherwise] ?? ABSENT;
  return other === ABSENT ? ABSENT : other * factor;
}

function planOf(history: History, series: SeriesOf): Plan {
  const { measure = 'waiting' } = series;
  return { terms: termsOf(history, series), total: totalOf(measure), scale: scaleOf(measure) };
}

function termsOf({ columns }: History, { queues, step, measure = 'waiting' }: SeriesOf): readonly Term[] {
  const terms: Term[] = [];
  for (const queue of queues) {
    const total = columns.total(queue);
    if (total === undefined) continue;
    const { column: totalColumn, from: totalFrom } = total;
    if (measure !== 'waiting') {
      if (step !== undefined) continue; // only what waits is known by priority
      // A queue without a column for the measure never had more than follows from its length.
      const kind = MEASURING[measure].otherwise;
      const gate = columns.marker(measure) ?? -1;
      const otherwise = kind === 'unknown' || gate < 0 ? -1 : totalColumn;
      const { columns: [column = -1] = [], from = ALWAYS, since = NEVER } = columns.measure(queue, measure) ?? {};
      terms.push({ column, from, otherwise, otherwiseFrom: totalFrom, factor: kind === 'waiting' ? 1 : 0, since, gate });
    } else if (step === undefined) {
      terms.push({ column: totalColumn, from: totalFrom, otherwise: -1, otherwiseFrom: ALWAYS, factor: 0, since: ALWAYS, gate: -1 });
    } else {
      // Before a queue first used priorities it had everything in its first step.
      const { columns: own = [], from = ALWAYS, since = NEVER } = columns.steps(queue) ?? {};
      const factor = step === 0 ? 1 : 0;
      terms.push({ column: own[step] ?? -1, from, otherwise: totalColumn, otherwiseFrom: totalFrom, factor, since, gate: -1 });
    }
  }
  return terms;
}

/** The largest value that is known; -1 when none is, so that such a series ranks last. */
export function peak(values: Float64Array): number {
  let most = -1;
  for (const value of values) if (value > most) most = value;
  return most;
}
