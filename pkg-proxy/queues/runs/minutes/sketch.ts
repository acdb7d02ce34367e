import type { DurationStatistic } from '../../../../src/contract/queries/runs';
import type { Spread } from '../../task-minute';
import type { ByteReader, ByteWriter } from './bytes';

/** Each bin ends 2 % above the last, so what is taken for a value is off by at most (γ − 1) ÷ (γ + 1) = 1 %. */
const GAMMA = 1.02;
const LOG = Math.log(GAMMA);
/** Seconds; below it all is one bin, above the other all is another. */
const LEAST = 1e-6;
const MOST = 1e9;
const SHIFT = 1 - Math.ceil(Math.log(LEAST) / LOG);

/** Bin 0 holds what is at most LEAST. */
const binOf = (seconds: number): number => (seconds <= LEAST ? 0 : Math.ceil(Math.log(Math.min(seconds, MOST)) / LOG) + SHIFT);
const secondsOf = (bin: number): number => (bin === 0 ? 0 : (2 * GAMMA ** (bin - SHIFT)) / (GAMMA + 1));

const RANK = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/**
 * How durations are spread: a histogram with bins of equal width on a logarithmic scale, as in DDSketch (Masson and others, 2019).
 * The sum of two is what one of both would be. Percentiles are off by at most 1 %; count, sum and maximum are not.
 */
export class Sketch {
  count = 0;
  /** Seconds. */
  sum = 0;
  max = 0;
  /** Counts of the bins from `#from` on; only what is in use has room. */
  #bins = new Float64Array();
  #from = 0;

  /** @param weight how many such durations there are */
  add(seconds: number, weight = 1): void {
    this.#add(binOf(seconds), weight);
    this.sum += seconds * weight;
    if (seconds > this.max) this.max = seconds;
  }

  merge(other: Sketch): void {
    for (let i = 0; i < other.#bins.length; i++) if (other.#bins[i]! > 0) this.#add(other.#from + i, other.#bins[i]!);
    this.sum += other.sum;
    this.max = Math.max(this.max, other.max);
  }

  /** Seconds; NaN without any. */
  statistic(name: DurationStatistic): number {
    if (this.count === 0) return Number.NaN;
    if (name === 'avg') return this.sum / this.count;
    return name === 'max' ? this.max : this.#quantile(RANK[name]);
  }

  #quantile(rank: number): number {
    let left = rank * (this.count - 1);
    for (let i = 0; i < this.#bins.length; i++) {
      left -= this.#bins[i]!;
      if (left < 0) return Math.min(secondsOf(this.#from + i), this.max);
    }
    return this.max;
  }

  /**
   * What it holds as values, at most `most` (2 or more): neighbours are one where there are more bins. The greatest is exact. Counts are
   * whole; together they are as many as it holds, rounded.
   */
  spread(most: number): Spread {
    let width = 1;
    while (this.#groups(width).size > most - 1) width++;
    const values: number[] = [];
    const counts: number[] = [];
    let left = 0;
    for (const { count, seconds } of this.#groups(width).values()) {
      left += count;
      const whole = Math.round(left);
      left -= whole;
      if (whole > 0) {
        values.push(Math.min(seconds / count, this.max));
        counts.push(whole);
      }
    }
    const last = counts.length - 1;
    if (last < 0) return { values: [this.max], counts: [1] };
    if (values[last] === this.max) return { values, counts };
    if (counts[last] === 1) values[last] = this.max;
    else {
      counts[last]!--;
      values.push(this.max);
      counts.push(1);
    }
    return { values, counts };
  }

  /** What so many bins beside each other hold together, ascending; those that hold nothing are left out. */
  #groups(width: number): Map<number, { count: number; seconds: number }> {
    const groups = new Map<number, { count: number; seconds: number }>();
    for (let i = 0; i < this.#bins.length; i++) {
      const count = this.#bins[i]!;
      if (count === 0) continue;
      const key = Math.floor((this.#from + i) / width);
      const group = groups.get(key) ?? { count: 0, seconds: 0 };
      groups.set(key, group);
      group.count += count;
      group.seconds += count * secondsOf(this.#from + i);
    }
    return groups;
  }

  /** Forgets all; the room stays. */
  clear(): void {
    this.count = this.sum = this.max = 0;
    this.#bins.fill(0);
  }

  /** @param unit what counts are multiples of, near enough */
  write(to: ByteWriter, unit: number): void {
    const bins = this.#bins;
    const first = bins.findIndex((count) => count > 0);
    const last = bins.findLastIndex((count) => count > 0);
    to.float(this.sum);
    to.float(this.max);
    to.varint(this.#from + first);
    to.varint(last - first);
    for (let i = first, before = first; i <= last; i++) {
      const bin = bins[i]!;
      if (bin === 0) continue;
      const count = Math.max(1, Math.round(bin / unit));
      // Most bins of most tasks hold one run: its count is the lowest bit of the distance.
      to.varint((i - before) * 2 + (count === 1 ? 0 : 1));
      if (count !== 1) to.varint(count);
      before = i;
    }
  }

  /** Adds what `write` wrote. */
  read(from: ByteReader, unit: number): void {
    this.sum += from.float();
    this.max = Math.max(this.max, from.float());
    let bin = from.varint();
    const last = bin + from.varint();
    this.#cover(bin, last);
    const bins = this.#bins;
    const shift = this.#from;
    for (;;) {
      const step = from.varint();
      bin += step >>> 1;
      const count = (step % 2 === 0 ? 1 : from.varint()) * unit;
      bins[bin - shift]! += count;
      this.count += count;
      if (bin >= last) return;
    }
  }

  #add(bin: number, count: number): void {
    this.#cover(bin, bin);
    this.#bins[bin - this.#from]! += count;
    this.count += count;
  }

  #cover(first: number, last: number): void {
    if (first >= this.#from && last < this.#from + this.#bins.length) return;
    this.#widen(first, last);
  }

  /** By so much more than it must that it seldom must. */
  #widen(low: number, high: number): void {
    const { length } = this.#bins;
    const isNew = length === 0;
    const first = isNew ? low : Math.min(low, this.#from);
    const last = isNew ? high : Math.max(high, this.#from + length - 1);
    const spare = 8 + ((last - first) >> 3);
    const from = isNew || first < this.#from ? Math.max(0, first - spare) : first;
    const to = isNew || last >= this.#from + length ? last + spare : last;
    const wider = new Float64Array(to - from + 1);
    wider.set(this.#bins, isNew ? 0 : this.#from - from);
    this.#bins = wider;
    this.#from = from;
  }
}
