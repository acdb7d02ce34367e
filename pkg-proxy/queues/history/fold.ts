import type { Statistic } from '../../../src/contract/query';
import { ABSENT } from './cells';
import type { Row, Terms } from './terms';

/** Folds the rows of each point, point after point, into one value per series by the statistic. */
export class RowFold {
  /** Cost of adding a row: values that are read. */
  readonly cells: number;
  readonly #values: Float64Array;
  readonly #taken: Float64Array;
  readonly #counts: Uint32Array;
  /** The row that is being added, by column. Copying the row first is ten times as fast as asking it for each value. */
  readonly #row: Float64Array;

  /** @param width of the widest row */
  constructor(
    private readonly terms: Terms,
    width: number,
    private readonly statistic: Statistic,
  ) {
    terms.pointTo(width);
    this.cells = width + terms.length;
    this.#values = new Float64Array(terms.count).fill(Number.NaN);
    this.#taken = new Float64Array(terms.count);
    this.#counts = new Uint32Array(statistic === 'avg' ? terms.count : 0);
    this.#row = new Float64Array(width + 1);
  }

  add(row: Row): void {
    row.copyTo(this.#row, this.statistic);
    if (this.statistic === 'avg') this.#addAverages(row);
    else this.#add(row.end);
  }

  /** The values of the point, NaN if unknown; valid until the next `take`. The next row begins the next point. */
  take(): Float64Array {
    const { scales } = this.terms;
    const values = this.#values;
    const counts = this.#counts;
    for (let s = 0; s < counts.length; s++) values[s] = values[s]! / counts[s]!;
    for (let s = 0; s < values.length; s++) this.#taken[s] = values[s]! / scales[s]!;
    values.fill(Number.NaN);
    counts.fill(0);
    return this.#taken;
  }

  #add(end: number): void {
    const { statistic } = this;
    const { starts } = this.terms;
    const values = this.#values;
    for (let s = 0; s < values.length; s++) {
      const value = this.#total(s, starts[s]!, starts[s + 1]!, end);
      // An unknown last value counts too: an old value must not pass for the current one.
      if (statistic === 'last') values[s] = value === ABSENT ? Number.NaN : value;
      else if (value !== ABSENT) {
        const before = values[s]!;
        const keep = statistic === 'max' ? before >= value : before <= value; // false for NaN
        if (!keep) values[s] = value;
      }
    }
  }

  /** Sum or maximum of the known values of a series in the row; ABSENT if none is known. */
  #total(s: number, from: number, to: number, end: number): number {
    const { terms } = this;
    const row = this.#row;
    let total: number = ABSENT;
    for (let t = from; t < to; t++) {
      const value = terms.known(t, row, end);
      if (value === ABSENT) continue;
      if (total === ABSENT) total = value;
      else total = terms.isSum[s] ? total + value : Math.max(total, value);
    }
    return total;
  }

  /** A row is weighted by its samples: the interval at the seam has whole minutes and single samples. */
  #addAverages(row: Row): void {
    const { terms } = this;
    const { starts } = terms;
    const { end } = row;
    for (let s = 0; s < this.#values.length; s++) {
      let total = 0;
      let samples = 0;
      for (let t = starts[s]!; t < starts[s + 1]!; t++) {
        const value = terms.known(t, this.#row, end);
        if (value === ABSENT) continue;
        const count = terms.samples(t, row);
        total = terms.isSum[s] ? total + value * count : Math.max(total, value * count);
        if (count > samples) samples = count;
      }
      if (samples === 0) continue;
      const before = this.#counts[s]!;
      this.#values[s] = (before === 0 ? 0 : this.#values[s]!) + total;
      this.#counts[s] = before + samples;
    }
  }
}
