import type { Statistic } from '../../../src/contract/query';
import { MINUTE_MS } from '../minute';
import { ABSENT, Cells } from './cells';

/** Columns that have a value in only some of a minute's samples, ascending, and the number of those samples. */
interface Counts {
  readonly columns: Uint32Array;
  readonly values: Uint16Array;
}

const NONE: Counts = { columns: new Uint32Array(), values: new Uint16Array() };

/** Minimum, maximum and sum of columns that changed within a minute: 10 bytes per column for small numbers, else 20. */
interface Changes {
  readonly columns: Uint16Array | Uint32Array;
  readonly min: Uint16Array | Uint32Array;
  readonly max: Uint16Array | Uint32Array;
  readonly sum: Uint32Array | Float64Array;
}

/** Numbers below this fit into 16 bits, and their sum over the samples of a minute fits into 32. */
const SMALL = 0x1_0000;

/**
 * One closed minute of every column. Most queues do not change within most minutes, so every column has its last value, and only
 * changed columns have more. Most columns have a value in every sample, so only the others have a count of their own.
 */
export class MinuteRow {
  constructor(
    /** Start of the minute, epoch milliseconds. */
    readonly at: number,
    readonly last: Cells,
    /** Samples of the minute. */
    private readonly samples: number,
    private readonly counts: Counts,
    private readonly changes: readonly Changes[],
  ) {}

  get end(): number {
    return this.at + MINUTE_MS;
  }

  /** How many samples of the minute have a value in the column. Counts all columns of the row at once: callers go row by row. */
  count(column: number): number {
    if (counted.row !== this) this.#countAll();
    return column < this.last.length ? counted.counts[column]! : 0; // the shared array may be longer, from a wider row
  }

  /** Writes the value of every column by the statistic, ABSENT where the minute has no sample of it. `values` may be wider than the row. */
  copyTo(values: Float64Array, statistic: Statistic): void {
    this.last.copyTo(values);
    if (statistic === 'last') return;
    for (const { columns, min, max, sum } of this.changes) {
      const folded = statistic === 'max' ? max : statistic === 'min' ? min : sum;
      for (let i = 0; i < columns.length; i++) {
        const column = columns[i]!;
        values[column] = statistic === 'avg' ? folded[i]! / this.count(column) : folded[i]!;
      }
    }
  }

  #countAll(): void {
    const { length } = this.last;
    if (counted.counts.length < length) Object.assign(counted, { counts: new Uint16Array(length), last: new Uint32Array(length) });
    const { counts, last } = counted;
    this.last.copyTo(last);
    for (let column = 0; column < last.length; column++) counts[column] = last[column] === ABSENT ? 0 : this.samples;
    this.counts.columns.forEach((column, i) => {
      counts[column] = this.counts.values[i]!;
    });
    counted.row = this;
  }
}

/** The row that was counted last. */
const counted: { row: MinuteRow | undefined; counts: Uint16Array; last: Uint32Array } = {
  row: undefined,
  counts: new Uint16Array(),
  last: new Uint32Array(),
};

/** Folds the rows of one minute, then of the next. Its buffers are as wide as a row and are reused. */
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

  /** A queue starts to use priorities: so far in this minute, its first step held everything and the others nothing. */
  split(total: number, steps: readonly number[]): void {
    const count = this.#counts[total] ?? 0;
    if (count === 0) return;
    this.#widen(Math.max(this.#last.length, ...steps.map((column) => column + 1)));
    steps.forEach((column, s) => {
      for (const values of [this.#last, this.#min, this.#max, this.#sum]) values[column] = s === 0 ? (values[total] ?? 0) : 0;
      this.#counts[column] = count;
    });
  }

  /** The column goes to another queue: drop its values of this minute. */
  clear(column: number): void {
    if (column >= this.#last.length) return;
    this.#last[column] = ABSENT;
    this.#sum[column] = 0;
    this.#counts[column] = 0;
  }

  /** @param before the previous minute, which is usually similar */
  close(before?: MinuteRow): MinuteRow {
    const small: number[] = [];
    const large: number[] = [];
    const partly: number[] = [];
    this.#last.forEach((last, column) => {
      if (last === ABSENT) return;
      if (this.#min[column] !== this.#max[column]) (this.#max[column]! < SMALL && column < SMALL ? small : large).push(column);
      if (this.#counts[column] !== this.#samples) partly.push(column);
    });
    return new MinuteRow(
      this.#at,
      Cells.of(this.#last, before?.last),
      this.#samples,
      partly.length === 0 ? NONE : { columns: Uint32Array.from(partly), values: Uint16Array.from(partly, (c) => this.#counts[c]!) },
      [...this.#changes(small, Uint16Array, Uint32Array), ...this.#changes(large, Uint32Array, Float64Array)],
    );
  }

  #changes(
    columns: readonly number[],
    Numbers: typeof Uint16Array | typeof Uint32Array,
    Sums: typeof Uint32Array | typeof Float64Array,
  ): Changes[] {
    if (columns.length === 0) return [];
    const min = new Numbers(columns.map((c) => this.#min[c]!));
    const max = new Numbers(columns.map((c) => this.#max[c]!));
    return [{ columns: new Numbers(columns), min, max, sum: new Sums(columns.map((c) => this.#sum[c]!)) }];
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
