import { MINUTE_MS } from '../minute';
import { ABSENT, Cells } from './cells';
import { MinuteFold, type MinuteRow } from './minutes';

/** Samples are kept as taken for an hour and a little, so that a query of the last hour never needs minutes; and as minutes for a day. */
const RECENT_MS = 3600_000 + 2 * MINUTE_MS;
const KEPT_MS = 24 * 3600_000;
/** Rows are cut in one go when the oldest is this much too old: an array that loses its head at every sample is copied at every sample. */
const SLACK_MS = 5 * MINUTE_MS;
/** Samples are never so far apart while anybody samples: the sampler had rested, or the machine slept. */
const PAUSE_MS = 15 * MINUTE_MS;

/** One sample as a row of columns; no values when the broker could not be read. */
class RecentRow {
  constructor(
    /** Epoch milliseconds. */
    readonly at: number,
    readonly values: Cells | null,
  ) {}

  /** Writes the value of every column, ABSENT where the sample has none. `values` may be wider than the row. */
  copyTo(values: Float64Array): void {
    if (this.values) this.values.copyTo(values);
    else values.fill(ABSENT);
  }

  /** NaN where the sample has nothing in the column. */
  value(column: number): number {
    const value = this.values?.at(column) ?? ABSENT;
    return value === ABSENT ? Number.NaN : value;
  }

  count(): number {
    return 1;
  }

  get end(): number {
    return this.at + 1;
  }
}

/** Rows in time: samples as taken for an hour, one-minute folds for a day. */
export class Timeline {
  #recent: RecentRow[] = [];
  /** The values of the last sample that has any. */
  #last: Cells | undefined;
  #minutes: MinuteRow[] = [];
  readonly #folding = new MinuteFold();
  /** The minute that runs; undefined before the first sample that has values. */
  fold: MinuteFold | undefined;
  /** When the sampling began, and when it went on after a pause; ascending. */
  #runs: number[] = [];
  /** From when on `recent` has every sample; before it there are only minutes. Epoch milliseconds. */
  wholeFrom = Number.NEGATIVE_INFINITY;

  /**
   * From when on samples were taken without a pause: when the oldest that is still here was taken, or its minute began. Infinite
   * before the first. What is older than a pause is here, too, but has a hole after it. Epoch milliseconds.
   */
  get begins(): number {
    const oldest = this.#minutes[0]?.at ?? this.#recent[0]?.at ?? Number.POSITIVE_INFINITY;
    return oldest === Number.POSITIVE_INFINITY ? oldest : Math.max(oldest, this.#runs.at(-1) ?? oldest);
  }

  /** Rows of the last hour, oldest first. */
  get recent(): readonly RecentRow[] {
    return this.#recent;
  }

  /** Closed minutes of the last 24 hours, oldest first. Those of the last hour are there too. */
  get minutes(): readonly MinuteRow[] {
    return this.#minutes;
  }

  /** When the last sample was taken, epoch milliseconds. */
  get end(): number {
    return this.#recent.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  }

  /** Makes ready for a sample: what lies at its time or later is gone then, and its minute is the one that runs. */
  begin(at: number, width: number): void {
    const minute = at - (at % MINUTE_MS);
    if (this.end >= at) this.#dropFrom(at, minute, width);
    if (at - this.end > PAUSE_MS) this.#runs.push(at);
    if (!this.fold || this.fold.at === minute) return;
    this.#minutes.push(this.fold.close(this.#minutes.at(-1)));
    this.fold = undefined;
  }

  /** Adds the sample that it was made ready for; null when the broker could not be read. The values stay the caller's. */
  add(at: number, values: Uint32Array | null): void {
    const before = this.#recent.at(-1);
    if (values) this.#last = Cells.of(values, this.#last);
    this.#recent.push(new RecentRow(at, values && (this.#last ?? null)));
    if (values) {
      this.fold ??= this.#folding.begin(at - (at % MINUTE_MS));
      this.fold.add(values);
    }
    // What is too old is so by the sample before: a clock that was ahead for one sample must not cost the day.
    const now = before?.at ?? at;
    const recent = dropBefore(this.#recent, now - RECENT_MS);
    if (recent !== this.#recent) this.wholeFrom = recent[0]?.at ?? at;
    this.#recent = recent;
    this.#minutes = dropBefore(this.#minutes, now - KEPT_MS);
    if (this.#runs.length > 1) this.#runs = this.#runs.filter((began, i, all) => i === all.length - 1 || began >= now - KEPT_MS);
  }

  /** The clock was set back: what now lies in the future goes, and the minute begins again with what is left of it. */
  #dropFrom(at: number, minute: number, width: number): void {
    this.#recent = this.#recent.filter((row) => row.at < at);
    this.#minutes = this.#minutes.filter((row) => row.at < minute);
    this.#runs = this.#runs.filter((began) => began < at);
    this.wholeFrom = Math.min(this.wholeFrom, at);
    this.fold = undefined;
    const values = new Uint32Array(width);
    for (const row of this.#recent) {
      if (row.at < minute || !row.values) continue;
      row.values.copyTo(values);
      this.fold ??= this.#folding.begin(minute);
      this.fold.add(values);
    }
  }
}

function dropBefore<T extends { readonly at: number }>(rows: T[], from: number): T[] {
  return (rows[0]?.at ?? from) < from - SLACK_MS ? rows.filter((row) => row.at >= from) : rows;
}
