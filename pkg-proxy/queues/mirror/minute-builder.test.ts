import { describe, expect, test } from 'vitest';
import { MINUTE_GRACE_MS, MinuteBuilder } from './minute-builder';

const MINUTE = 60_000;
const at = 1_700_000_040_000;

describe('MinuteBuilder', () => {
  test('counts how often each value was seen in a minute', () => {
    const folder = new MinuteBuilder();
    for (const [offset, value] of [
      [0, 3],
      [10_000, 0],
      [59_999, 3],
    ] as const)
      folder.add(at + offset, 'celery', 'waiting', value);
    folder.add(at + 5, null, 'scrapeOk', 1);
    expect(folder.takeAll()).toEqual([
      { at, queue: 'celery', measure: 'waiting', values: [3, 0], counts: [2, 1] },
      { at, queue: null, measure: 'scrapeOk', values: [1], counts: [1] },
    ]);
  });

  test('a minute is over after its grace by the clock', () => {
    const folder = new MinuteBuilder();
    folder.add(at + 1, 'celery', 'waiting', 1);
    expect(folder.take(at + MINUTE + MINUTE_GRACE_MS - 1)).toEqual([]);
    expect(folder.take(at + MINUTE + MINUTE_GRACE_MS)).toHaveLength(1);
    expect(folder.take(at + 2 * MINUTE)).toEqual([]);
  });

  test('a minute is over with the first sample of a later one, which stays open', () => {
    const folder = new MinuteBuilder();
    folder.add(at, 'celery', 'waiting', 1);
    folder.add(at + MINUTE, 'celery', 'waiting', 2);
    expect(folder.take(at + MINUTE).map((record) => record.at)).toEqual([at]);
    expect(folder.takeAll().map((record) => record.at)).toEqual([at + MINUTE]);
  });

  test('turns away what comes for a minute that was handed out', () => {
    const folder = new MinuteBuilder();
    folder.add(at, 'celery', 'waiting', 1);
    folder.takeAll();
    expect(folder.add(at + 59_000, 'celery', 'waiting', 5)).toBe(false);
    expect(folder.add(at + MINUTE, 'celery', 'waiting', 5)).toBe(true);
  });

  test('one value from two days ahead neither ends the minute that runs nor those after it', () => {
    const folder = new MinuteBuilder();
    const taken: number[] = [];
    for (let second = 0; second < 300; second += 5) {
      const ahead = second === 80 ? 48 * 60 * MINUTE : 0;
      expect(folder.add(at + second * 1000 + ahead, 'celery', 'waiting', 1)).toBe(true);
      if (second % 60 === 5)
        for (const { at: minute, counts } of folder.take(at + second * 1000)) taken.push((minute - at) / MINUTE, ...counts);
    }
    for (const { at: minute, counts } of folder.takeAll()) taken.push((minute - at) / MINUTE, ...counts);
    expect(taken).toEqual([0, 12, 1, 11, 2, 12, 3, 12, 4, 12]);
  });

  test('goes on when the clock was set back by an hour', () => {
    const folder = new MinuteBuilder();
    folder.add(at, 'celery', 'waiting', 1);
    folder.takeAll();
    expect(folder.add(at - 60 * MINUTE, 'celery', 'waiting', 2)).toBe(true);
    expect(folder.add(at - 59 * MINUTE, 'celery', 'waiting', 2)).toBe(true);
    expect(folder.takeAll().map((record) => record.at)).toEqual([at - 60 * MINUTE, at - 59 * MINUTE]);
  });
});
