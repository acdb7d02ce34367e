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

/** What may be asked of durations. */
export type DurationStatistic = 'avg' | 'p50' | 'p95' | 'p99' | 'max';
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

  /** @param unit what counts are multiples of, near enough */
  write(to: ByteWriter, unit: number): void {
    const { length } = this.#bins;
    let used = 0;
    for (let i = 0; i < length; i++) if (this.#bins[i]! > 0) used++;
    to.varint(used);
    to.float(this.sum);
    to.float(this.max);
    for (let i = 0, last = 0; i < length; i++) {
      const bin = this.#bins[i]!;
      if (bin === 0) continue;
      const count = Math.max(1, Math.round(bin / unit));
      // Most bins of most tasks hold one run: its count is the lowest bit of the distance.
      to.varint((this.#from + i - last) * 2 + (count === 1 ? 0 : 1));
      if (count !== 1) to.varint(count);
      last = this.#from + i;
    }
  }

  /** Adds what `write` wrote. */
  read(from: ByteReader, unit: number): void {
    const used = from.varint();
    this.sum += from.float();
    this.max = Math.max(this.max, from.float());
    for (let i = 0, bin = 0; i < used; i++) {
      const step = from.varint();
      bin += step >>> 1;
      this.#add(bin, (step % 2 === 0 ? 1 : from.varint()) * unit);
    }
  }

  #add(bin: number, count: number): void {
    const at = bin - this.#from;
    if (at < 0 || at >= this.#bins.length) this.#widen(bin);
    this.#bins[bin - this.#from]! += count;
    this.count += count;
  }

  /** By so much more than it must that it seldom must. */
  #widen(bin: number): void {
    const { length } = this.#bins;
    const first = length === 0 ? bin : Math.min(bin, this.#from);
    const last = length === 0 ? bin : Math.max(bin, this.#from + length - 1);
    const spare = 8 + ((last - first) >> 3);
    const from = first < this.#from || length === 0 ? Math.max(0, first - spare) : first;
    const to = last >= this.#from + length ? last + spare : last;
    const wider = new Float64Array(to - from + 1);
    wider.set(this.#bins, length === 0 ? 0 : this.#from - from);
    this.#bins = wider;
    this.#from = from;
  }
}
