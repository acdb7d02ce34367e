import type { BucketCache, Gap } from './bucket-cache';
import type { CloudWatchStatistic } from './metric-reader';
import type { Tier } from './tiers';

/** The buckets of some series that one reader wants, filled from the cache and from requests. */
export class Window {
  /** Length of the buckets as read, in milliseconds. */
  readonly period: number;
  readonly #first: number;
  readonly #values: ReadonlyMap<string, Float64Array>;

  /** @param seen buckets that begin later don't exist yet and are not requested; epoch milliseconds */
  constructor(
    series: readonly string[],
    readonly statistic: CloudWatchStatistic,
    private readonly tier: Tier,
    seen: number,
  ) {
    this.period = tier.source;
    this.#first = tier.from / tier.source;
    const count = Math.ceil(Math.min(tier.to, seen) / tier.source) - this.#first;
    this.#values = new Map(series.map((name) => [name, new Float64Array(Math.max(0, count))]));
  }

  /** Fills the window from the cache and returns what is missing, by series. */
  gaps(cache: BucketCache, now: number): Map<string, Gap> {
    const gaps = new Map<string, Gap>();
    for (const [name, values] of this.#values) {
      const gap = cache.read({ name, statistic: this.statistic, period: this.period }, this.#first, values, now);
      if (gap) gaps.set(name, gap);
    }
    return gaps;
  }

  /** Copies the buckets from number `first` on, as far as they are within the window. */
  take(series: string, first: number, values: Float64Array): void {
    const own = this.#values.get(series);
    if (!own) return;
    const from = Math.max(first, this.#first);
    const to = Math.min(first + values.length, this.#first + own.length);
    if (from < to) own.set(values.subarray(from - first, to - first), from - this.#first);
  }

  times(): Float64Array {
    const { from, to, period } = this.tier;
    return Float64Array.from({ length: (to - from) / period }, (_, i) => from + i * period);
  }

  /** The values of a series at `times()`; NaN where there is no data. */
  answer(series: string): Float64Array {
    const { from, to, period, source } = this.tier;
    const answer = new Float64Array((to - from) / period).fill(Number.NaN);
    const parts = period / source;
    // The last known point represents the period.
    this.#values.get(series)?.forEach((value, i) => {
      if (!Number.isNaN(value)) answer[Math.floor(i / parts)] = value;
    });
    return answer;
  }
}
