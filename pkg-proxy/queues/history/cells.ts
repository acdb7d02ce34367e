/** In place of a value that is not known. List lengths end one below it. */
export const ABSENT = 0xffff_ffff;

/** Values below fit into 16 bits; the largest number of 16 bits stands for ABSENT there. */
const SMALL = 0xffff;

/** Some columns, ascending, with a number each. */
interface Some {
  readonly columns: Uint16Array | Uint32Array;
  readonly values: Uint16Array | Uint32Array;
}

const NONE: Some = { columns: new Uint16Array(), values: new Uint16Array() };

/**
 * The values of one row, by column: what differs from a ground that many rows share. So queues that do not change, as those that
 * nobody uses any more, cost nothing however many there are, and one that changes costs 4 bytes a row.
 */
export class Cells {
  private constructor(
    readonly length: number,
    private readonly ground: Uint32Array,
    private readonly small: Some,
    private readonly large: Some,
    /** Of the rows since the ground: how many cells differed in the one with the fewest, and how many more there were in the others. */
    private readonly fewest: number,
    private readonly excess: number,
  ) {}

  /** @param before the row before, whose ground may do for this one too */
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
    // What drifts away from the ground has cost as much as a new one does.
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

  /** ABSENT where there is none. */
  at(column: number): number {
    const { small, large, ground } = this;
    const value = small.values[placeOf(small.columns, column)];
    if (value !== undefined) return value === SMALL ? ABSENT : value;
    return large.values[placeOf(large.columns, column)] ?? (column < this.length ? ground[column] : undefined) ?? ABSENT;
  }

  /** Writes every column, and ABSENT into what is wider than the row. */
  copyTo(values: Float64Array | Uint32Array): void {
    const { ground, small, large } = this;
    values.set(ground);
    values.fill(ABSENT, ground.length);
    for (let i = 0; i < small.columns.length; i++) values[small.columns[i]!] = small.values[i] === SMALL ? ABSENT : small.values[i]!;
    for (let i = 0; i < large.columns.length; i++) values[large.columns[i]!] = large.values[i]!;
  }
}

/** Where a number stands in an ascending list; -1 when it is not there. */
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
