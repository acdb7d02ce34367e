import { LRUCache } from 'lru-cache';

/** Buckets of one length and statistic of one series. */
export interface SeriesKey {
  readonly name: string;
  readonly statistic: string;
  /** Milliseconds. Bucket `n` begins at `n * period`. */
  readonly period: number;
}

/** Numbers of buckets, `to` exclusive. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** A block is what comes and goes together. */
const BUCKETS_A_BLOCK = 256;
/** A number and the second it was fetched, and what the block, its key and its place in the map take beside them. */
const BYTES_A_BLOCK = BUCKETS_A_BLOCK * (8 + 4) + 512;

/**
 * When a bucket that was fetched must be fetched again. It changes as long as it runs and for some minutes more. Then it
 * stays, but for a minute that comes late: a mirror sends what it could not send for up to 3 hours, and CloudWatch may
 * take up to 2 hours more to show it (API reference of PutMetricData). After that it is settled. Milliseconds.
 */
const YOUNG_MS = 5 * 60_000;
const YOUNG_AGAIN_MS = 60_000;
const LATE_MS = 6 * 3_600_000;
const LATE_AGAIN_MS = 15 * 60_000;

/** Whether a bucket that ended at `end` is known well enough by what was fetched at `fetchedAt`; all epoch milliseconds. */
export function isFresh(end: number, fetchedAt: number, now: number): boolean {
  // A clock that was set back makes everything fetched since doubtful.
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

/** Grows by numbers that come in order. */
class Span {
  gap: { readonly from: number; to: number } | undefined;

  add(number: number): void {
    this.gap ??= { from: number, to: number };
    this.gap.to = number + 1;
  }
}

/** What was fetched, absent buckets too, up to a number of bytes; then the blocks that were used longest ago go. */
export class BucketCache {
  readonly #blocks: LRUCache<string, Block>;

  /** @param maxBytes room for one block at least */
  constructor(maxBytes: number) {
    this.#blocks = new LRUCache({ max: Math.max(1, Math.floor(maxBytes / BYTES_A_BLOCK)) });
  }

  get bytes(): number {
    return this.#blocks.size * BYTES_A_BLOCK;
  }

  /**
   * Fills `values` with the buckets from number `first` on, NaN where there is nothing.
   * @returns the span that holds all buckets that have to be fetched; undefined if there are none
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
    // What would have to be fetched within a minute goes along: each bucket at its own time would be a request a bucket.
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

  /** Walks through the blocks of a span: the block, the place in it, the place in the span, and how many buckets they share. */
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
