import { describe, expect, test } from 'vitest';
import type { BrokerFacts } from '../ports/broker-facts';
import { fakeFacts } from '../testing/fake-facts';
import { BrokerTrend } from './trend';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 5, 12);
function trendOf(minutes: number, facts: (minute: number) => Partial<BrokerFacts> | undefined): BrokerTrend {
  const trend = new BrokerTrend();
  for (let i = 0; i < minutes; i++) {
    const told = facts(i);
    trend.add(BEGIN + i * MINUTE, told && fakeFacts(told), i * MINUTE);
  }
  return trend;
}

test('a point a minute, of which the last reading counts, for a day', () => {
  const trend = new BrokerTrend();
  for (let at = 0; at < 2 * 24 * 3600_000; at += 15_000) trend.add(BEGIN + at, fakeFacts({ memoryUsed: at }));
  expect(trend.points.length).toBe(1441);
  expect(trend.points.at(-1)?.memoryUsed).toBe(2 * 24 * 3600_000 - 15_000);
  expect(trend.points.at(-2)?.memoryUsed).toBe(2 * 24 * 3600_000 - MINUTE - 15_000);
});

test('times ascend also when the clock is set back', () => {
  const trend = trendOf(10, () => ({}));
  trend.add(BEGIN + 3 * MINUTE, fakeFacts({ memoryUsed: 5 }));
  expect(trend.points.map(({ at }) => at)).toEqual([0, 1, 2, 3].map((i) => BEGIN + i * MINUTE));
  expect(trend.points.at(-1)?.memoryUsed).toBe(5);
});

test('a clock that is set back or forward changes nothing about growth and evictions', () => {
  for (const set of [-60, 1]) {
    const trend = new BrokerTrend();
    for (let i = 0; i < 15; i++) {
      const at = BEGIN + (i < 8 ? i : i + set) * MINUTE;
      trend.add(at, fakeFacts({ memoryUsed: i * 60_000_000, evictedKeys: i }), i * MINUTE);
    }
    expect([trend.growth, trend.evictedLately]).toEqual([1_000_000, 14]);
  }
});

test('a minute without a reading has no numbers, one with a failed reading beside a good one has', () => {
  const trend = trendOf(2, () => ({ memoryUsed: 5 }));
  trend.add(BEGIN + MINUTE + 30_000, undefined);
  trend.add(BEGIN + 2 * MINUTE, undefined);
  trend.add(BEGIN + 3 * MINUTE, undefined);
  trend.add(BEGIN + 3 * MINUTE + 30_000, fakeFacts({ memoryUsed: 7 }));
  expect(trend.points.map((point) => point.memoryUsed)).toEqual([5, 5, Number.NaN, 7]);
});

describe('time until memory is full', () => {
  const MB = 1e6;
  test('at a steady growth', () => {
    const trend = trendOf(30, (i) => ({ memoryUsed: 100 * MB + i * MB, memoryLimit: 189 * MB }));
    expect(trend.growth).toBeCloseTo(MB / 60);
    expect(trend.timeUntilFull).toBeCloseTo(60 * 60);
  });

  test('one spike and one gap make no other trend', () => {
    const steady = trendOf(30, (i) => ({ memoryUsed: 100 * MB + i * MB, memoryLimit: 500 * MB }));
    const rough = trendOf(30, (i) => (i === 20 ? undefined : { memoryUsed: (i === 25 ? 400 : 100 + i) * MB, memoryLimit: 500 * MB }));
    expect(rough.timeUntilFull / steady.timeUntilFull).toBeCloseTo(1, 1);
  });

  test.each<[string, number, (i: number) => Partial<BrokerFacts> | undefined]>([
    ['that does not grow', 30, () => ({ memoryLimit: 500 * MB })],
    ['that shrinks', 30, (i) => ({ memoryUsed: (100 - i) * MB, memoryLimit: 500 * MB })],
    ['without a limit', 30, (i) => ({ memoryUsed: i * MB, memoryLimit: 0 })],
    ['known for too short', 4, (i) => ({ memoryUsed: i * MB, memoryLimit: 500 * MB })],
    ['that would take months', 30, (i) => ({ memoryUsed: i, memoryLimit: 500 * MB })],
    ['that cannot be read now', 30, (i) => (i === 29 ? undefined : { memoryUsed: i * MB, memoryLimit: 500 * MB })],
  ])('there is none for memory %s', (_, minutes, facts) => expect(trendOf(minutes, facts).timeUntilFull).toBeNaN());

  test('full is 0', () => {
    const trend = trendOf(30, (i) => ({ memoryUsed: (100 + i) * MB, memoryLimit: 129 * MB }));
    expect(trend.timeUntilFull).toBe(0);
  });
});

describe('evictions of the last quarter of an hour', () => {
  test('are counted, older ones are not', () => {
    expect(trendOf(40, (i) => ({ evictedKeys: i < 10 ? i * 100 : 900 })).evictedLately).toBe(0);
    expect(trendOf(40, (i) => ({ evictedKeys: i < 38 ? 900 : 905 })).evictedLately).toBe(5);
  });

  test('another run, or another server, counts anew', () => {
    expect(trendOf(10, (i) => ({ evictedKeys: i < 5 ? 50 : 500, runId: i < 5 ? 'a' : 'b' })).evictedLately).toBe(0);
  });

  test('a gap hides none', () => {
    expect(trendOf(10, (i) => (i === 5 ? undefined : { evictedKeys: i })).evictedLately).toBe(9);
  });
});
