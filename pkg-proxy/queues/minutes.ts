import type { Statistic } from '../../src/contract/query';

/** In place of a value that is not known. List lengths end one below it. */
export const ABSENT = 0xffff_ffff;
export const MINUTE_MS = 60_000;

/**
 * One closed minute of every column. Most queues do not change within most minutes, so each column has its last value and
 * only those that changed have more: 4 bytes a column instead of 24.
 */
export class MinuteRow {
  constructor(
    /** Start of the minute, epoch milliseconds. */
    readonly at: number,
    readonly last: Uint32Array,
    /** Samples of the minute, by column. */
    readonly counts: Uint16Array,
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
    return this.counts[column] ?? 0;
  }

  /** Writes the value of every column by the statistic, ABSENT where the minute has no sample of it. `values` may be wider than the row. */
  copyTo(values: Float64Array, statistic: Statistic): void {
    values.set(this.last);
    values.fill(ABSENT, this.last.length);
    if (statistic === 'last') return;
    const { changed, counts } = this;
    const folded = statistic === 'max' ? this.max : statistic === 'min' ? this.min : this.sum;
    for (let i = 0; i < changed.length; i++) {
      const column = changed[i]!;
      values[column] = statistic === 'avg' ? folded[i]! / counts[column]! : folded[i]!;
    }
  }
}

/** Folds the rows of one minute. */
export class MinuteFold {
  #last: Uint32Array;
  #min: Uint32Array;
  #max: Uint32Array;
  #sum: Float64Array;
  #counts: Uint16Array;

  constructor(
    readonly at: number,
    width: number,
  ) {
    this.#last = new Uint32Array(width).fill(ABSENT);
    this.#min = new Uint32Array(width);
    this.#max = new Uint32Array(width);
    this.#sum = new Float64Array(width);
    this.#counts = new Uint16Array(width);
  }

  add(row: Uint32Array): void {
    if (row.length > this.#last.length) this.#widen(row.length);
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

  close(): MinuteRow {
    const changed: number[] = [];
    this.#last.forEach((last, column) => {
      if (last !== ABSENT && this.#min[column] !== this.#max[column]) changed.push(column);
    });
    return new MinuteRow(
      this.at,
      this.#last,
      this.#counts,
      Uint32Array.from(changed),
      Uint32Array.from(changed, (c) => this.#min[c] ?? 0),
      Uint32Array.from(changed, (c) => this.#max[c] ?? 0),
      Float64Array.from(changed, (c) => this.#sum[c] ?? 0),
    );
  }

  #widen(width: number): void {
    const wider = new MinuteFold(this.at, width);
    wider.#last.set(this.#last);
    wider.#min.set(this.#min);
    wider.#max.set(this.#max);
    wider.#sum.set(this.#sum);
    wider.#counts.set(this.#counts);
    this.#last = wider.#last;
    this.#min = wider.#min;
    this.#max = wider.#max;
    this.#sum = wider.#sum;
    this.#counts = wider.#counts;
  }
}
