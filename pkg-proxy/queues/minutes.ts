import type { Statistic } from '../../src/contract/query';
import { ABSENT, Pages } from './pages';

export const MINUTE_MS = 60_000;

/** Columns that have a value in only some of a minute's samples, ascending, and in how many. */
interface Counts {
  readonly columns: Uint32Array;
  readonly values: Uint16Array;
}

const NONE: Counts = { columns: new Uint32Array(0), values: new Uint16Array(0) };

/**
 * One closed minute of every column. Most queues do not change within most minutes, so each column has its last value and
 * only those that changed have more; and most have a value in every sample, so only the others have a count of their own.
 */
export class MinuteRow {
  constructor(
    /** Start of the minute, epoch milliseconds. */
    readonly at: number,
    readonly last: Pages,
    /** Samples of the minute. */
    private readonly samples: number,
    private readonly counts: Counts,
    /** Columns that changed within the minute, ascending, with their minimum, maximum and sum. */
    private readonly changed: Uint32Array,
    private readonly min: Uint32Array,
    private readonly max: Uint32Array,
    private readonly sum: Float64Array,
  ) {}

  get end(): number {
    return this.at + MINUTE_MS;
  }

  /** How many samples of the minute have a value in the column. */
  count(column: number): number {
    if (this.last.at(column) === ABSENT) return 0;
    return this.counts.values[placeOf(this.counts.columns, column)] ?? this.samples;
  }

  /** Writes the value of every column by the statistic, ABSENT where the minute has no sample of it. `values` may be wider than the row. */
  copyTo(values: Float64Array, statistic: Statistic): void {
    this.last.copyTo(values);
    if (statistic === 'last') return;
    const { changed } = this;
    const folded = statistic === 'max' ? this.max : statistic === 'min' ? this.min : this.sum;
    for (let i = 0; i < changed.length; i++) {
      const column = changed[i]!;
      values[column] = statistic === 'avg' ? folded[i]! / this.count(column) : folded[i]!;
    }
  }
}

/** Where a number stands in an ascending list; -1 when it is not there. */
function placeOf(ascending: Uint32Array, wanted: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ascending[middle]!;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Folds the rows of one minute, then those of the next: what it works with is as wide as a row and made once. */
export class MinuteFold {
  #at = Number.NaN;
  #last = new Uint32Array();
  #min = new Uint32Array();
  #max = new Uint32Array();
  #sum = new Float64Array();
  #counts = new Uint16Array();
  #samples = 0;

  /** Start of the minute, epoch milliseconds. */
  get at(): number {
    return this.#at;
  }

  begin(at: number): this {
    this.#at = at;
    this.#samples = 0;
    this.#last.fill(ABSENT);
    this.#sum.fill(0);
    this.#counts.fill(0);
    return this;
  }

  add(row: Uint32Array): void {
    if (row.length > this.#last.length) this.#widen(row.length);
    this.#samples++;
    row.forEach((value, column) => {
      if (value === ABSENT) return;
      const count = this.#counts[column] ?? 0;
      if (count === 0 || value < (this.#min[column] ?? 0)) this.#min[column] = value;
      if (count === 0 || value > (this.#max[column] ?? 0)) this.#max[column] = value;
      this.#sum[column] = (this.#sum[column] ?? 0) + value;
      this.#last[column] = value;
      this.#counts[column] = count + 1;
    });
  }

  /** A queue starts to use priorities: all it had in the minute so far was in its first step, and nothing in the others. */
  split(total: number, steps: readonly number[]): void {
    const count = this.#counts[total] ?? 0;
    if (count === 0) return;
    this.#widen(Math.max(this.#last.length, ...steps.map((column) => column + 1)));
    steps.forEach((column, s) => {
      for (const values of [this.#last, this.#min, this.#max, this.#sum]) values[column] = s === 0 ? (values[total] ?? 0) : 0;
      this.#counts[column] = count;
    });
  }

  /** The column goes to another queue: what it had in the minute so far is nobody's. */
  clear(column: number): void {
    if (column >= this.#last.length) return;
    this.#last[column] = ABSENT;
    this.#sum[column] = 0;
    this.#counts[column] = 0;
  }

  /** @param before the minute before, which shares what did not change */
  close(before?: MinuteRow): MinuteRow {
    const changed: number[] = [];
    const partly: number[] = [];
    this.#last.forEach((last, column) => {
      if (last === ABSENT) return;
      if (this.#min[column] !== this.#max[column]) changed.push(column);
      if (this.#counts[column] !== this.#samples) partly.push(column);
    });
    return new MinuteRow(
      this.#at,
      Pages.of(this.#last, before?.last),
      this.#samples,
      partly.length === 0 ? NONE : { columns: Uint32Array.from(partly), values: Uint16Array.from(partly, (c) => this.#counts[c] ?? 0) },
      Uint32Array.from(changed),
      Uint32Array.from(changed, (c) => this.#min[c] ?? 0),
      Uint32Array.from(changed, (c) => this.#max[c] ?? 0),
      Float64Array.from(changed, (c) => this.#sum[c] ?? 0),
    );
  }

  #widen(width: number): void {
    const last = new Uint32Array(width).fill(ABSENT);
    last.set(this.#last);
    this.#last = last;
    this.#min = widened(this.#min, new Uint32Array(width));
    this.#max = widened(this.#max, new Uint32Array(width));
    this.#sum = widened(this.#sum, new Float64Array(width));
    this.#counts = widened(this.#counts, new Uint16Array(width));
  }
}

function widened<T extends Uint32Array | Float64Array | Uint16Array>(values: T, wider: T): T {
  wider.set(values);
  return wider;
}
