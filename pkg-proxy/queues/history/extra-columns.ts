/** Columns that a queue has beside that of its total. Times are epoch milliseconds. */
export interface ExtraColumns {
  /** None where there is no room: nothing is kept then. */
  readonly columns: readonly number[];
  /** From when on they are the queue's; older rows have something else in them. */
  readonly from: number;
  /** When they were first needed: what was before follows from the total. */
  readonly since: number;
}

/** Where columns come from and go to. */
export interface ColumnSource {
  /** @returns columns, and from when on they have nothing of anybody else */
  take(count: number): { readonly columns: readonly number[]; readonly from: number };
  give(columns: readonly number[]): void;
}

const NONE: readonly number[] = [];
/** Who had nothing to say for so long gives up his columns to who has, when there is no more room. */
const QUIET_MS = 3600_000;
/** Of those so many at a time that this share of all columns is free, the quietest first. */
const SHARE = 1 / 10;
/** Where nobody was quiet enough, it is looked again after so long. */
const LOOK_MS = 60_000;

export class Extra implements ExtraColumns {
  columns = NONE;
  from = Number.NEGATIVE_INFINITY;
  /** When there was last something to write that does not follow from the total. */
  usedAt: number;

  constructor(public since: number) {
    this.usedAt = since;
  }

  /** The clock was set back to this time. */
  setBack(at: number): void {
    this.from = Math.min(this.from, at);
    this.since = Math.min(this.since, at);
    this.usedAt = Math.min(this.usedAt, at);
  }
}

/** Hands out extra columns, so many at the most: each may take 40 KB in a day. */
export class Extras {
  /** Those that have columns. */
  readonly #holders = new Set<Extra>();
  #taken = 0;
  #lookAt = Number.NEGATIVE_INFINITY;
  /** Those that found no room, or gave it up. */
  refused = 0;
  /** What all share that found none at the same time. */
  #without = new Extra(Number.NEGATIVE_INFINITY);
  /** When the last two samples were taken. */
  #now = Number.NEGATIVE_INFINITY;
  #before = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly most: number,
    private readonly source: ColumnSource,
  ) {}

  /** Columns are asked for next by the sample that was taken at this time. */
  tick(at: number): void {
    this.#before = this.#now;
    this.#now = at;
  }

  /** So many columns for something that never needed any. */
  claim(count: number): Extra {
    this.refused++;
    if (this.#without.since !== this.#now) this.#without = new Extra(this.#now);
    return this.#fill(this.#without, count);
  }

  /** Notes that there is something to write. @returns what to use from now on: who had no columns may find room by now */
  use(extra: Extra, count: number): Extra {
    if (extra.columns === NONE) return this.#fill(extra, count);
    extra.usedAt = this.#now;
    return extra;
  }

  release(extra: Extra): void {
    this.#empty(extra);
    this.refused--;
  }

  setBack(at: number): void {
    this.#now = at;
    this.#lookAt = Number.NEGATIVE_INFINITY;
  }

  #fill(extra: Extra, count: number): Extra {
    if (this.#taken + count > this.most) this.#makeRoom();
    if (this.#taken + count > this.most) return extra;
    const filled = Object.assign(new Extra(extra.since), this.source.take(count), { usedAt: this.#now });
    this.#holders.add(filled);
    this.#taken += count;
    this.refused--;
    return filled;
  }

  #empty(extra: Extra): void {
    if (!this.#holders.delete(extra)) return;
    this.source.give(extra.columns);
    this.#taken -= extra.columns.length;
    extra.columns = NONE;
    this.refused++;
  }

  #makeRoom(): void {
    if (this.#now < this.#lookAt) return;
    // By the sample before: a clock that is ahead for one sample makes nobody quiet.
    const quiet = [...this.#holders].filter(({ usedAt }) => usedAt < this.#before - QUIET_MS);
    for (const extra of quiet.sort((a, b) => a.usedAt - b.usedAt)) {
      if (this.#taken <= this.most * (1 - SHARE)) return;
      this.#empty(extra);
    }
    this.#lookAt = this.#now + LOOK_MS;
  }
}
