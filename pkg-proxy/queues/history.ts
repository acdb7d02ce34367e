import { Columns } from './columns';
import { MEASURING } from './measuring';
import { ABSENT, MINUTE_MS, MinuteFold, type MinuteRow } from './minutes';
import type { GoodSample, Sample } from './sample';

/** Samples are kept as taken for an hour and a little, so that a query of the last hour never needs minutes; and as minutes for a day. */
const RECENT_MS = 3600_000 + 2 * MINUTE_MS;
const KEPT_MS = 24 * 3600_000;
/** Rows are cut in one go when the oldest is this much too old: an array that loses its head at every sample is copied at every sample. */
const SLACK_MS = 5 * MINUTE_MS;
/** Samples are never so far apart while anybody samples: the sampler had rested, or the machine slept. */
const PAUSE_MS = 15 * MINUTE_MS;

/** One sample as a row of columns; no values when the broker could not be read. */
export class RecentRow {
  constructor(
    /** Epoch milliseconds. */
    readonly at: number,
    private readonly values: Uint32Array | null,
  ) {}

  /** Writes the value of every column, ABSENT where the sample has none. `values` may be wider than the row. */
  copyTo(values: Float64Array): void {
    if (this.values) values.set(this.values);
    values.fill(ABSENT, this.values?.length ?? 0);
  }

  /** NaN where the sample has nothing in the column. */
  value(column: number): number {
    const value = this.values?.[column] ?? ABSENT;
    return value === ABSENT ? Number.NaN : value;
  }

  count(): number {
    return 1;
  }

  get end(): number {
    return this.at + 1;
  }
}

/** What was sampled during the last 24 hours, in memory. */
export class History {
  readonly columns: Columns;
  #recent: RecentRow[] = [];
  #minutes: MinuteRow[] = [];
  #fold: MinuteFold | undefined;
  /** When the sampling last began or went on after a pause. */
  #runBegan = Number.NEGATIVE_INFINITY;
  /** From when on `recent` has every sample; before it there are only minutes. Epoch milliseconds. */
  wholeFrom = Number.NEGATIVE_INFINITY;

  constructor(stepCount: number) {
    this.columns = new Columns(stepCount);
  }

  /**
   * From when on samples were taken without a pause: when the oldest that is still here was taken, or its minute began. Infinite
   * before the first. What is older than a pause is here, too, but has a hole after it. Epoch milliseconds.
   */
  get begins(): number {
    const oldest = this.#minutes[0]?.at ?? this.#recent[0]?.at ?? Number.POSITIVE_INFINITY;
    return oldest === Number.POSITIVE_INFINITY ? oldest : Math.max(oldest, this.#runBegan);
  }

  /** Rows of the last hour, oldest first. */
  get recent(): readonly RecentRow[] {
    return this.#recent;
  }

  /** Closed minutes of the last 24 hours, oldest first. Those of the last hour are there too. */
  get minutes(): readonly MinuteRow[] {
    return this.#minutes;
  }

  add(sample: Sample): void {
    const at = sample.at;
    const minute = at - (at % MINUTE_MS);
    this.#dropFrom(at, minute);
    if (at - (this.#recent.at(-1)?.at ?? at) > PAUSE_MS) this.#runBegan = at;
    if (this.#fold && this.#fold.at !== minute) {
      this.#minutes.push(this.#fold.close());
      this.#fold = undefined;
    }
    const values = sample.ok ? this.#row(sample) : null;
    this.#recent.push(new RecentRow(at, values));
    if (values) {
      this.#fold ??= new MinuteFold(minute, this.columns.width);
      this.#fold.add(values);
    }
    const recent = dropBefore(this.#recent, at - RECENT_MS);
    if (recent !== this.#recent) this.wholeFrom = recent[0]?.at ?? at;
    this.#recent = recent;
    this.#minutes = dropBefore(this.#minutes, at - KEPT_MS);
  }

  /** Forgets queues, by name; their columns serve others once their last row is gone. */
  forget(keep: (queue: string) => boolean, now: number): void {
    this.columns.release(keep, now + KEPT_MS + SLACK_MS + MINUTE_MS);
  }

  /** When the clock was set back, what now lies in the future goes: times must ascend. */
  #dropFrom(at: number, minute: number): void {
    if ((this.#recent.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < at) return;
    this.#recent = this.#recent.filter((row) => row.at < at);
    this.#minutes = this.#minutes.filter((row) => row.at < minute);
    if (this.#fold && this.#fold.at > minute) this.#fold = undefined;
  }

  #row(sample: GoodSample): Uint32Array {
    const { at, queues, waiting, steps } = sample;
    const { columns } = this;
    const n = columns.stepCount;
    queues.forEach((queue, q) => {
      columns.claim(queue, at);
      if (columns.steps(queue)) return;
      for (let s = 1; s < n; s++) {
        if ((steps[q * n + s] ?? 0) > 0) {
          const own = columns.claimSteps(queue, at);
          this.#fold?.split(columns.claim(queue, at), own);
          break;
        }
      }
    });
    const measured = this.#measured(sample); // claims columns, so the row is made after it
    const row = new Uint32Array(columns.width).fill(ABSENT);
    for (const [column, value] of measured) row[column] = value;
    queues.forEach((queue, q) => {
      const total = waiting[q] ?? Number.NaN;
      if (Number.isNaN(total)) return;
      row[columns.claim(queue, at)] = total;
      columns.steps(queue)?.forEach((column, s) => {
        row[column] = steps[q * n + s] ?? 0;
      });
    });
    return row;
  }

  /** Columns and values of what lies behind the lengths: only what does not follow from them. */
  #measured({ at, queues, waiting, details }: GoodSample): [column: number, value: number][] {
    const cells: [number, number][] = [];
    for (const [measure, { values }] of details?.readings ?? []) {
      if (details?.off.has(measure)) continue;
      const { scale, otherwise } = MEASURING[measure];
      const marker = this.columns.claimMarker(measure, at);
      let read = false;
      queues.forEach((queue, q) => {
        const value = values[q] ?? Number.NaN;
        const length = waiting[q] ?? Number.NaN;
        const known = !Number.isNaN(value);
        read ||= known;
        // Of an empty queue nothing more is known, but that it may hold what workers have not finished yet.
        const nothing = !known && !(length > 0) && measure !== 'drainTime';
        const follows = otherwise === 'unknown' ? !known : nothing || value === (otherwise === 'zero' ? 0 : length);
        let own = this.columns.measure(queue, measure);
        if (!own) {
          if (follows) return;
          own = this.columns.claimMeasure(queue, measure, at);
          // What it had in the running minute so far was what followed.
          if (own.column < 0) return;
          if (otherwise === 'waiting') this.#fold?.split(this.columns.claim(queue, at), [own.column]);
          if (otherwise === 'zero') this.#fold?.split(marker, [marker, own.column]);
        }
        if (known && own.column >= 0) cells.push([own.column, Math.min(Math.round(value * scale), ABSENT - 1)]);
      });
      if (read) cells.push([marker, 1]);
    }
    return cells;
  }
}

function dropBefore<T extends { readonly at: number }>(rows: T[], from: number): T[] {
  return (rows[0]?.at ?? from) < from - SLACK_MS ? rows.filter((row) => row.at >= from) : rows;
}
