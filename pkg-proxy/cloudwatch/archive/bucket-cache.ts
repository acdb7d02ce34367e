import { LRUCache } from 'lru-cache';

/** Buckets of one length and statistic of one series. */
export interface SeriesKey {
  readonly name: string;
  readonly statistic: string;
  /** Milliseconds. Bucket `n` begins at `n * period`. */
  readonly period: number;
}

/** A range of bucket numbers; `to` is exclusive. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Buckets are added and evicted in blocks of this many. */
const BUCKETS_A_BLOCK = 256;
/** Bytes of a value and its fetch time, and the overhead of a block: the object, its key and its entry in the map. */
const BYTES_A_BLOCK = BUCKETS_A_BLOCK * (8 + 4) + 512;

/**
 * When a fetched bucket must be fetched again, in milliseconds. It changes while it is running and for some minutes after. Then only
 * a late minute can change it: a mirror retries for up to 3 hours, and CloudWatch may take up to 2 hours more to show it (API
 * reference of PutMetricData). After that it is settled.
 */
const YOUNG_MS = 5 * 60_000;
const YOUNG_AGAIN_MS = 60_000;
const LATE_MS = 6 * 3_600_000;
const LATE_AGAIN_MS = 15 * 60_000;

/** Whether the value fetched at `fetchedAt` is still good for a bucket that ended at `end`. All in epoch milliseconds. */
export function isFresh(end: number, fetchedAt: number, now: number): boolean {
  // The clock was set back: anything fetched since then may be out of date.
  if (fetchedAt > now) return false;
  const age = fetchedAt - end;
  return age >= LATE_MS || now - fetchedAt < (age >= YOUNG_MS ? LATE_AGAIN_MS : YOUNG_AGAIN_MS);
}

/** The number of the first bucket that is not yet settled. */
export const firstUnsettled = (period: number, now: number): number => Math.floor((now - LATE_MS) / period);

interface Block {
  /** NaN: CloudWatch has nothing there. */
  readonly values: Float64Array;
  /** Epoch seconds; 0: never. */
  readonly fetchedAt: Uint32Array;
}

/** A span that grows by bucket numbers, added in order. */
class Span {
  gap: { readonly from: number; to: number } | undefined;

  add(number: number): void {
    this.gap ??= { from: number, to: number };
    this.gap.to = number + 1;
  }
}

/** Fetched buckets, including empty ones. Above a number of bytes, the least recently used blocks are evicted. */
export class BucketCache {
  readonly #blocks: LRUCache<string, Block>;

  /** @param maxBytes at least one block is kept, even if it is larger */
  constructor(maxBytes: number) {
    this.#blocks = new LRUCache({ max: Math.max(1, Math.floor(maxBytes / BYTES_A_BLOCK)) });
  }

  get bytes(): number {
    return this.#blocks.size * BYTES_A_BLOCK;
  }

  /**
   * Fills `values` with the buckets from number `first` on, NaN where there is nothing.
   * @returns the span of all buckets that must be fetched; undefined if there are none
   */
  read(series: SeriesKey, first: number, values: Float64Array, now: number): Gap | undefined {
    const missing = new Span();
    const soon = new Span();
    values.fill(Number.NaN);
    this.#each(series, first, values.length, (block, place, start, count) => {
      for (let i = 0; i < count; i++) {
        const fetchedAt = (block?.fetchedAt[place + i] ?? 0) * 1_000;
        const number = first + start + i;
        const end = (number + 1) * series.period;
        const fresh = fetchedAt > 0 && isFresh(end, fetchedAt, now);
        if (fresh) values[start + i] = block?.values[place + i] ?? Number.NaN;
        else missing.add(number);
        if (!fresh || !isFresh(end, fetchedAt, now + YOUNG_AGAIN_MS)) soon.add(number);
      }
    });
    // Buckets that expire within a minute are fetched too. Otherwise each would need a request of its own.
    return (missing.gap?.to ?? 0) <= firstUnsettled(series.period, now) ? missing.gap : soon.gap;
  }

  /** @param fetchedAt when the request was sent, epoch milliseconds */
  write(series: SeriesKey, first: number, values: Float64Array, fetchedAt: number): void {
    this.#each(
      series,
      first,
      values.length,
      (block, place, start, count) => {
        block?.values.set(values.subarray(start, start + count), place);
        block?.fetchedAt.fill(Math.floor(fetchedAt / 1_000), place, place + count);
      },
      true,
    );
  }

  clear(): void {
    this.#blocks.clear();
  }

  /** The blocks of a span: each with the offset in the block, the offset in the span, and the number of buckets in both. */
  #each(
    { name, statistic, period }: SeriesKey,
    first: number,
    length: number,
    visit: (block: Block | undefined, place: number, start: number, count: number) => void,
    make = false,
  ): void {
    for (let start = 0; start < length; ) {
      const number = Math.floor((first + start) / BUCKETS_A_BLOCK);
      const place = first + start - number * BUCKETS_A_BLOCK;
      const count = Math.min(BUCKETS_A_BLOCK - place, length - start);
      visit(this.#use(`${statistic} ${period} ${number} ${name}`, make), place, start, count);
      start += count;
    }
  }

  #use(key: string, make: boolean): Block | undefined {
    const kept = this.#blocks.get(key);
    if (kept || !make) return kept;
    const block = { values: new Float64Array(BUCKETS_A_BLOCK), fetchedAt: new Uint32Array(BUCKETS_A_BLOCK) };
    this.#blocks.set(key, block);
    return block;
  }
}
