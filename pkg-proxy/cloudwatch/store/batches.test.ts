import { describe, expect, test } from 'vitest';
import { batchesOf, MAX_BYTES, parcelOf } from './batches';

const metric = (name: string) => ({ MetricName: name, Dimensions: [], Unit: 'Count' as const });
const parcel = (name: string, values = [1]) =>
  parcelOf({ at: 0, queue: name, measure: 'waiting', values, counts: values.map((_, i) => i + 1) }, metric(name));
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('parcelOf()', () => {
  test('puts 150 values in a datum, all at the time of the record', () => {
    const { datums } = parcel('a', range(301));
    expect(datums.map(({ Values }) => Values?.length)).toEqual([150, 150, 1]);
    expect(datums.map(({ Counts }) => Counts?.at(-1))).toEqual([150, 300, 301]);
    expect(datums.map(({ Timestamp }) => Timestamp?.getTime())).toEqual([0, 0, 0]);
  });
});

describe('batchesOf()', () => {
  test.each([
    [0, []],
    [1, [1]],
    [1_000, [1_000]],
    [1_001, [1_000, 1]],
    [2_500, [1_000, 1_000, 500]],
  ])('%i datums', (count, sizes) => {
    expect(batchesOf(range(count).map((i) => parcel(`q${i}`))).map((batch) => batch.length)).toEqual(sizes);
  });

  test('keeps a request below its bytes and a record in one request', () => {
    const batches = batchesOf(
      range(300).map((i) =>
        parcel(
          `q${i}`,
          range(400).map((n) => n + 0.123456789),
        ),
      ),
    );
    expect(batches.flat()).toHaveLength(300);
    for (const batch of batches) expect(batch.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(MAX_BYTES);
  });

  test('counts datums, not records', () => {
    const batches = batchesOf(range(600).map((i) => parcel(`q${i}`, range(151))));
    expect(batches.map((batch) => batch.length)).toEqual([500, 100]);
  });
});
