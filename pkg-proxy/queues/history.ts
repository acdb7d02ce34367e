import { Columns } from './columns';
import { ABSENT, MINUTE_MS, MinuteFold, type MinuteRow } from './minutes';
import type { GoodSample, Sample } from './sample';

/** Samples are kept as taken for an hour, and folded into minutes for a day. */
const RECENT_MS = 3600_000;
const KEPT_MS = 24 * 3600_000;

/** One sample as a row of columns; no values when the broker could not be read. */
export interface RecentRow {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly values: Uint32Array | null;
}

/** What was sampled during the last 24 hours, in memory. */
export class History {
  readonly columns: Columns;
  #recent: RecentRow[] = [];
  #minutes: MinuteRow[] = [];
  #fold: MinuteFold | undefined;

  constructor(stepCount: number) {
    this.columns = new Columns(stepCount);
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
    if (this.#fold && this.#fold.at !== minute) {
      this.#minutes.push(this.#fold.close());
      this.#fold = undefined;
    }
    const values = sample.ok ? this.#row(sample) : null;
    this.#recent.push({ at, values });
    if (values) {
      this.#fold ??= new MinuteFold(minute, this.columns.width);
      this.#fold.add(values);
    }
    this.#recent = dropBefore(this.#recent, at - RECENT_MS);
    this.#minutes = dropBefore(this.#minutes, at - KEPT_MS);
  }

  /** Forgets queues, by name; their columns serve others once their last row is gone. */
  forget(keep: (queue: string) => boolean, now: number): void {
    this.columns.release(keep, now + KEPT_MS + MINUTE_MS);
  }

  #row({ at, queues, waiting, steps }: GoodSample): Uint32Array {
    const { columns } = this;
    const n = columns.stepCount;
    queues.forEach((queue, q) => {
      columns.claim(queue, at);
      if (columns.steps(queue)) return;
      for (let s = 1; s < n; s++) {
        if ((steps[q * n + s] ?? 0) > 0) {
          columns.claimSteps(queue, at);
          break;
        }
      }
    });
    const row = new Uint32Array(columns.width).fill(ABSENT);
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
}

/** Cuts in one go what is too old, seldom: an array that loses its head at every sample would be copied at every sample. */
function dropBefore<T extends { readonly at: number }>(rows: T[], from: number): T[] {
  const first = rows.findIndex((row) => row.at >= from);
  return first > 16 ? rows.slice(first) : rows;
}
