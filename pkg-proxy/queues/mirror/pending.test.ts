import { describe, expect, test } from 'vitest';
import { MirrorPending } from './pending';

const MINUTE = 60_000;
const record = (minute: number, queue: string) => ({ at: minute * MINUTE, queue, measure: 'waiting' as const, values: [1], counts: [1] });
const names = (records: readonly { queue: string | null }[]) => records.map(({ queue }) => queue).join('');

describe('MirrorPending', () => {
  test('gives the oldest first and keeps it until it is settled', () => {
    const pending = new MirrorPending({ maxAgeMs: 60 * MINUTE, maxRecords: 100 });
    pending.add([record(2, 'c'), record(1, 'a'), record(1, 'b'), record(3, 'd')]);
    expect(names(pending.oldest(3))).toBe('abc');
    expect([pending.records, pending.minutes]).toEqual([4, 3]);
    pending.settle(3, [record(1, 'b')]);
    expect(names(pending.oldest(9))).toBe('bd');
    expect([pending.records, pending.minutes]).toEqual([2, 2]);
  });

  test('drops what is too old, and counts it', () => {
    const pending = new MirrorPending({ maxAgeMs: 10 * MINUTE, maxRecords: 100 });
    pending.add([record(1, 'a'), record(2, 'b'), record(3, 'c')]);
    expect(pending.trim(12 * MINUTE)).toBe(1);
    expect(names(pending.oldest(9))).toBe('bc');
    expect([pending.records, pending.dropped]).toEqual([2, 1]);
  });

  test('drops from the old end when there is too much', () => {
    const pending = new MirrorPending({ maxAgeMs: 60 * MINUTE, maxRecords: 2 });
    pending.add([record(1, 'a'), record(1, 'b'), record(2, 'c'), record(2, 'd'), record(3, 'e')]);
    expect(pending.trim(3 * MINUTE)).toBe(3);
    expect(names(pending.oldest(9))).toBe('de');
    expect([pending.records, pending.minutes]).toEqual([2, 2]);
  });
});
