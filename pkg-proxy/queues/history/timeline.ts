import { MINUTE_MS } from '../minute';
import { ABSENT, Cells } from './cells';
import { MinuteFold, type MinuteRow } from './minutes';

/** Raw samples are kept for slightly more than an hour, so that a query for the last hour never needs minutes. Minutes are kept for a day. */
const RECENT_MS = 3600_000 + 2 * MINUTE_MS;
const KEPT_MS = 24 * 3600_000;
/** Old rows are dropped together once the oldest is this much too old. Dropping one with every sample would copy the array each time. */
const SLACK_MS = 5 * MINUTE_MS;
/** A gap this long between samples means that the sampler had stopped or the machine slept. */
const PAUSE_MS = 15 * MINUTE_MS;

/** One sample as a row of columns; no values if the broker could not be read. */
class RecentRow {
  constructor(
    /** Epoch milliseconds. */
    readonly at: number,
    readonly values: Cells | null,
  ) {}

  /** Writes the value of every column, ABSENT if unknown. `values` may be wider than the row. */
  copyTo(values: Float64Array): void {
    if (this.values) this.values.copyTo(values);
    else values.fill(ABSENT);
  }

  /** NaN if unknown. */
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

/** Rows over time: raw samples for an hour, one-minute folds for a day. */
export class Timeline {
  #recent: RecentRow[] = [];
  /** The values of the last sample that has any. */
  #last: Cells | undefined;
  #minutes: MinuteRow[] = [];
  readonly #folding = new MinuteFold();
  /** The current minute; undefined before its first sample with values. */
  fold: MinuteFold | undefined;
  /** When sampling began, and when it resumed after each pause; ascending. */
  #runs: number[] = [];
  /** Since when `recent` has every sample; before this there are only minutes. Epoch milliseconds. */
  wholeFrom = Number.NEGATIVE_INFINITY;

  /**
   * Since when samples were taken without a pause: the time of the oldest such sample that is still kept, or the start of its
   * minute. Infinite before the first sample. Rows from before a pause are kept too, with a gap after them. Epoch milliseconds.
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

  /** Prepares for a sample: drops all rows at or after its time, and closes the current minute if the sample is in another. */
  begin(at: number, width: number): void {
    const minute = at - (at % MINUTE_MS);
    if (this.end >= at) this.#dropFrom(at, minute, width);
    if (at - this.end > PAUSE_MS) this.#runs.push(at);
    if (!this.fold || this.fold.at === minute) return;
    this.#minutes.push(this.fold.close(this.#minutes.at(-1)));
    this.fold = undefined;
  }

  /** Adds the sample that `begin` prepared for; null if the broker could not be read. Copies the values. */
  add(at: number, values: Uint32Array | null): void {
    const before = this.#recent.at(-1);
    if (values) this.#last = Cells.of(values, this.#last);
    this.#recent.push(new RecentRow(at, values && (this.#last ?? null)));
    if (values) {
      this.fold ??= this.#folding.begin(at - (at % MINUTE_MS));
      this.fold.add(values);
    }
    // Age is measured from the previous sample: a clock that is ahead for one sample must not delete the whole day.
    const now = before?.at ?? at;
    const recent = dropBefore(this.#recent, now - RECENT_MS);
    if (recent !== this.#recent) this.wholeFrom = recent[0]?.at ?? at;
    this.#recent = recent;
    this.#minutes = dropBefore(this.#minutes, now - KEPT_MS);
    if (this.#runs.length > 1) this.#runs = this.#runs.filter((began, i, all) => i === all.length - 1 || began >= now - KEPT_MS);
  }

  /** The clock was set back: drops the rows in the future, and rebuilds the current minute from the rows that are left. */
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
