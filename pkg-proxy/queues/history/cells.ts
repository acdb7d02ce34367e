/** Stands for an unknown value. The maximum list length is one below it. */
export const ABSENT = 0xffff_ffff;

/** Values below this fit into 16 bits. In 16-bit arrays this number stands for ABSENT. */
const SMALL = 0xffff;

/** Some columns, ascending, with a value each. */
interface Some {
  readonly columns: Uint16Array | Uint32Array;
  readonly values: Uint16Array | Uint32Array;
}

const NONE: Some = { columns: new Uint16Array(), values: new Uint16Array() };

/**
 * The values of one row by column, stored as differences from a ground row that many rows share. Queues that do not change, such
 * as abandoned ones, cost nothing. A queue that changes costs 4 bytes per row.
 */
export class Cells {
  private constructor(
    readonly length: number,
    private readonly ground: Uint32Array,
    private readonly small: Some,
    private readonly large: Some,
    /** Over the rows since the ground: the fewest differing cells in any row, and the sum of what the other rows had beyond that. */
    private readonly fewest: number,
    private readonly excess: number,
  ) {}

  /** @param before the previous row, whose ground is shared if it still fits */
  static of(values: Uint32Array, before?: Cells): Cells {
    if (!before) return Cells.#onOwnGround(values);
    const { ground } = before;
    const small: number[] = [];
    const large: number[] = [];
    for (let column = 0; column < values.length; column++) {
      const value = values[column]!;
      if (value === (column < ground.length ? ground[column]! : ABSENT)) continue;
      (column < SMALL && (value < SMALL || value === ABSENT) ? small : large).push(column);
    }
    const differ = small.length + large.length;
    const fewest = Math.min(before.fewest, differ);
    const excess = before.excess + differ - fewest;
    // The drift from the ground has now cost as much as a new ground.
    if (excess > values.length) return Cells.#onOwnGround(values);
    return new Cells(
      values.length,
      ground,
      small.length === 0 ? NONE : { columns: Uint16Array.from(small), values: Uint16Array.from(small, (c) => Math.min(values[c]!, SMALL)) },
      large.length === 0 ? NONE : { columns: Uint32Array.from(large), values: Uint32Array.from(large, (c) => values[c]!) },
      fewest,
      excess,
    );
  }

  static #onOwnGround(values: Uint32Array): Cells {
    return new Cells(values.length, values.slice(), NONE, NONE, Number.POSITIVE_INFINITY, 0);
  }

  /** ABSENT if unknown. */
  at(column: number): number {
    const { small, large, ground } = this;
    const value = small.values[placeOf(small.columns, column)];
    if (value !== undefined) return value === SMALL ? ABSENT : value;
    return large.values[placeOf(large.columns, column)] ?? (column < this.length ? ground[column] : undefined) ?? ABSENT;
  }

  /** Writes every column, and ABSENT beyond the width of the row. */
  copyTo(values: Float64Array | Uint32Array): void {
    const { ground, small, large } = this;
    values.set(ground);
    values.fill(ABSENT, ground.length);
    for (let i = 0; i < small.columns.length; i++) values[small.columns[i]!] = small.values[i] === SMALL ? ABSENT : small.values[i]!;
    for (let i = 0; i < large.columns.length; i++) values[large.columns[i]!] = large.values[i]!;
  }
}

/** Index of a number in an ascending list; -1 if it is missing. */
function placeOf(ascending: Uint16Array | Uint32Array, wanted: number): number {
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
