/** The values of the last minutes, by minute. */
export class RecentMinutes {
  readonly #sums: Float64Array;
  readonly #counts: Uint32Array;
  #newest = Number.NaN;

  /** @param kept complete minutes that are kept beside the one that runs */
  constructor(kept: number) {
    this.#sums = new Float64Array(kept + 1);
    this.#counts = new Uint32Array(kept + 1);
  }

  /** @param minute number of the minute since the epoch */
  add(minute: number, value: number): void {
    const { length } = this.#sums;
    const skipped = minute - this.#newest;
    // Also when the clock was set back: then all that is here lies in the future.
    if (!(skipped >= 0 && skipped < length)) this.#counts.fill(0);
    else for (let m = this.#newest + 1; m <= minute; m++) this.#counts[m % length] = 0;
    this.#newest = minute;
    const slot = minute % length;
    this.#sums[slot] = (this.#counts[slot]! > 0 ? this.#sums[slot]! : 0) + value;
    this.#counts[slot]!++;
  }

  /** The mean of each minute from `from` to `to` (exclusive) that has a value, with its number. */
  *each(from: number, to: number): Generator<readonly [minute: number, mean: number]> {
    for (let minute = from; minute < to; minute++) {
      const mean = this.average(minute, minute + 1);
      if (!Number.isNaN(mean)) yield [minute, mean];
    }
  }

  /** The mean of the minutes from `from` to `to` (exclusive); NaN without any value. */
  average(from: number, to: number): number {
    const { length } = this.#sums;
    let [sum, count] = [0, 0];
    for (let m = Math.max(from, this.#newest - length + 1); m < to && m <= this.#newest; m++) {
      const n = this.#counts[m % length]!;
      if (n > 0) sum += this.#sums[m % length]!;
      count += n;
    }
    return count === 0 ? Number.NaN : sum / count;
  }
}
