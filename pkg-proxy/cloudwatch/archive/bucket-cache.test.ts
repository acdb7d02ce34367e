import { describe, expect, test } from 'vitest';
import { BucketCache, firstUnsettled, isFresh } from './bucket-cache';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const start = 20_000 * 24 * HOUR;
const first = start / MINUTE;
const series = { name: 'celery', statistic: 'Maximum', period: MINUTE };
const numbers = (count: number) => Float64Array.from({ length: count }, (_, i) => i);

test.each<[what: string, age: number, since: number, fresh: boolean]>([
  ['running', -30_000, 59_000, true],
  ['running, a minute ago', -30_000, MINUTE, false],
  ['just over, a minute ago', 4 * MINUTE, MINUTE, false],
  ['over, some minutes ago', 5 * MINUTE, 14 * MINUTE, true],
  ['over, but a late minute may have come', 5 * MINUTE, 15 * MINUTE, false],
  ['hours ago, a quarter of an hour ago', 5 * HOUR, 15 * MINUTE, false],
  ['settled', 6 * HOUR, 1_000 * HOUR, true],
  ['fetched in the future', 7 * HOUR, -1, false],
])('isFresh(): %s', (_, age, since, fresh) => {
  expect(isFresh(start, start + age, start + age + since)).toBe(fresh);
});

test('firstUnsettled() begins where isFresh() ends', () => {
  const n = firstUnsettled(MINUTE, start + 10_000);
  expect([n - 1, n].map((i) => isFresh((i + 1) * MINUTE, start + 10_000, start + 100 * HOUR))).toEqual([true, false]);
});

describe('BucketCache', () => {
  const settled = start + 100 * HOUR;
  const read = (cache: BucketCache, from: number, count: number, now = settled, key = series) => {
    const values = new Float64Array(count);
    return { gap: cache.read(key, from, values, now), values: [...values] };
  };

  test('knows what was written, absence too, and which part it does not know', () => {
    const cache = new BucketCache(1e6);
    cache.write(series, first, Float64Array.of(1, Number.NaN, 3), settled);
    expect(read(cache, first, 3)).toEqual({ gap: undefined, values: [1, Number.NaN, 3] });
    expect(read(cache, first - 2, 6)).toEqual({
      gap: { from: first - 2, to: first + 4 },
      values: [Number.NaN, Number.NaN, 1, Number.NaN, 3, Number.NaN],
    });
    expect(read(cache, first + 1, 4).gap).toEqual({ from: first + 3, to: first + 5 });
    for (const other of [{ name: 'other' }, { statistic: 'Minimum' }, { period: 2 * MINUTE }]) {
      expect(read(cache, first, 3, settled, { ...series, ...other }).gap).toEqual({ from: first, to: first + 3 });
    }
  });

  test('spans blocks', () => {
    const cache = new BucketCache(1e6);
    cache.write(series, first + 100, numbers(1_000), settled);
    expect(read(cache, first + 100, 1_000)).toEqual({ gap: undefined, values: [...numbers(1_000)] });
    expect(read(cache, first + 600, 3).values).toEqual([500, 501, 502]);
  });

  test('fetches together what is young or soon has to be fetched again, and nothing beside it', () => {
    const cache = new BucketCache(1e6);
    let now = start + 20 * MINUTE;
    cache.write(series, first, numbers(10), now - 14 * MINUTE);
    cache.write(series, first + 10, numbers(9), now - 30_000);
    expect(read(cache, first + 10, 9, now).gap).toBeUndefined();
    // Those from 15 on were running or just over; those before 10 are late, and not yet due.
    expect(read(cache, first + 10, 10, now).gap).toEqual({ from: first + 14, to: first + 20 });
    expect(read(cache, first + 10, 4, now + MINUTE).gap).toBeUndefined();
    cache.write(series, first + 10, numbers(10), now);
    now += 40_000;
    expect(read(cache, first, 20, now).gap).toEqual({ from: first, to: first + 20 });
    // What is settled does not take along what is not.
    expect(read(cache, first - 500, 520, now).gap).toEqual({ from: first - 500, to: first + 20 });
    cache.write(series, first - 400, numbers(420), now);
    expect(read(cache, first - 500, 520, now).gap).toEqual({ from: first - 500, to: first - 400 });
  });

  test('stays within its bytes: what was used longest ago goes', () => {
    const cache = new BucketCache(40_000);
    const key = (i: number) => ({ ...series, name: `queue-${i}` });
    for (let i = 0; i < 100; i++) {
      cache.write(key(i), first, Float64Array.of(i), settled);
      read(cache, first, 1, settled, key(0));
      expect(cache.bytes).toBeLessThanOrEqual(40_000);
    }
    expect([0, 1, 98, 99].map((i) => read(cache, first, 1, settled, key(i)).gap === undefined)).toEqual([true, false, true, true]);
    cache.write(series, first, numbers(100_000), settled);
    expect(cache.bytes).toBeLessThanOrEqual(40_000);
    cache.clear();
    expect(cache.bytes).toBe(0);
  });
});
