/** Columns of a queue beside the one for its length. Times are epoch milliseconds. */
export interface ExtraColumns {
  /** Empty if there is no room: then nothing is kept. */
  readonly columns: readonly number[];
  /** Since when they belong to the queue; older rows hold something else in them. */
  readonly from: number;
  /** When they were first needed. Earlier values follow from the length. */
  readonly since: number;
}

/** Where columns come from and go to. */
export interface ColumnSource {
  /** @returns columns, and since when they hold no values of a former owner */
  take(count: number): { readonly columns: readonly number[]; readonly from: number };
  give(columns: readonly number[]): void;
}

const NONE: readonly number[] = [];
/** When there is no room, columns without a new value for this long are given to others. */
const QUIET_MS = 3600_000;
/** Each time, quiet columns are freed until this share of all columns is free; the quietest go first. */
const SHARE = 1 / 10;
/** The next search for quiet columns comes this much later. */
const LOOK_MS = 60_000;

export class Extra implements ExtraColumns {
  columns = NONE;
  from = Number.NEGATIVE_INFINITY;
  /** When it last had a value that does not follow from the length. */
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

/** Hands out extra columns, up to a limit: each may take 40 KB a day. */
export class Extras {
  /** Those that have columns. */
  readonly #holders = new Set<Extra>();
  #taken = 0;
  #lookAt = Number.NEGATIVE_INFINITY;
  /** How many have no columns, because there was no room or they lost theirs. */
  refused = 0;
  /** One object for all that found no room at the same time. */
  #without = new Extra(Number.NEGATIVE_INFINITY);
  /** When the last two samples were taken. */
  #now = Number.NEGATIVE_INFINITY;
  #before = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly most: number,
    private readonly source: ColumnSource,
  ) {}

  /** The next columns are claimed for the sample taken at this time. */
  tick(at: number): void {
    this.#before = this.#now;
    this.#now = at;
  }

  /** Claims `count` columns for something that has had none so far. */
  claim(count: number): Extra {
    this.refused++;
    if (this.#without.since !== this.#now) this.#without = new Extra(this.#now);
    return this.#fill(this.#without, count);
  }

  /** Notes that there is a value to write. @returns what to use from now on, because there may be room by now */
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
    // Compare with the previous sample, so that a clock that is ahead for one sample makes nothing quiet.
    const quiet = [...this.#holders].filter(({ usedAt }) => usedAt < this.#before - QUIET_MS);
    for (const extra of quiet.sort((a, b) => a.usedAt - b.usedAt)) {
      if (this.#taken <= this.most * (1 - SHARE)) return;
      this.#empty(extra);
    }
    this.#lookAt = this.#now + LOOK_MS;
  }
}
