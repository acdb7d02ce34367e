import { describe, expect, test } from 'vitest';
import type { GoodSample } from '../sample';
import { History } from './history';
import { readRange } from './range';

const START = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;
const HOUR = 3600_000;

const sampleOf = (at: number, n: number): GoodSample => ({
  ok: true,
  at,
  queues: ['a'],
  waiting: Float64Array.of(n),
  steps: Float64Array.of(n),
  failed: new Map(),
});

/** Samples of the last so many hours before START, one every ten seconds, each of one task. */
function historyOf(hours: number): History {
  const history = new History(1);
  for (let at = START - hours * HOUR; at < START; at += 10_000) history.add(sampleOf(at, 1));
  return history;
}

function read(history: History, interval = MINUTE, statistic: 'max' | 'avg' = 'max') {
  const range = readRange(history, {
    series: [{ queues: ['a'] }],
    from: START - 100 * HOUR,
    to: START + 100 * HOUR,
    interval,
    sampling: 10_000,
    statistic,
  });
  return { times: [...range.times], values: [...(range.values[0] ?? [])] };
}

describe('a clock that is wrong for one sample costs that sample alone', () => {
  test.each([
    ['two days ahead', 48 * HOUR],
    ['a minute ahead', MINUTE],
    ['two days behind', -48 * HOUR],
    ['two minutes behind', -2 * MINUTE],
  ])('%s', (_, step) => {
    const history = historyOf(20);
    const begins = history.begins;
    for (let i = 0; i < 60; i++) history.add(sampleOf(START + i * 10_000 + (i === 3 ? step : 0), i === 3 ? 500 : 2));
    expect(history.begins).toBe(begins);
    expect(history.wholeFrom).toBeLessThanOrEqual(START + 10 * MINUTE - HOUR);
    const { times, values } = read(history);
    expect(times).toEqual(Array.from({ length: 20 * 60 + 10 }, (__, i) => START - 20 * HOUR + i * MINUTE));
    expect(values).toEqual(times.map((at) => (at < START ? 1 : 2)));
  });

  test('and not the minute in which it comes, which goes on where it was', () => {
    const history = historyOf(0.1);
    const jumps = [0, 10_000, 20_000 + 48 * HOUR, 30_000, 40_000, 50_000];
    for (const [i, ms] of jumps.entries()) history.add(sampleOf(START + ms, i === 1 ? 9 : 2));
    for (let i = 1; i < 90; i++) history.add(sampleOf(START + i * MINUTE, 1));
    const { times, values } = read(history);
    expect(values[times.indexOf(START)]).toBe(9);
  });
});

describe('a clock that stays where it was set', () => {
  test('ahead: what is older than a day by then goes with the second sample, and samples begin anew', () => {
    const history = historyOf(20);
    history.add(sampleOf(START + 48 * HOUR, 2));
    expect(read(history).values.length).toBeGreaterThan(1200);
    history.add(sampleOf(START + 48 * HOUR + 10_000, 2));
    expect([history.minutes.length, history.recent.length]).toEqual([0, 2]);
    expect(history.begins).toBe(START + 48 * HOUR);
  });

  test('back: what lies in the future by then goes with the second sample, whose minute counts it once', () => {
    const history = historyOf(3);
    const back = START - 90 * MINUTE - 30_000;
    history.add(sampleOf(back, 7));
    expect(history.recent.at(-1)?.at).toBe(START - 10_000);
    for (let i = 1; i < 12; i++) history.add(sampleOf(back + i * 10_000, 7));
    const { times, values } = read(history);
    expect(times.at(-1)).toBe(back + 90_000);
    expect(values.filter((n) => n === 7).length).toBe(3);
    expect(values.filter((n) => n === 1).length).toBe(times.length - 3);
    // From the next minute on there are samples as taken again.
    const from = back + 30_000;
    expect(readRange(history, { series: [], from, to: START, interval: 0, sampling: 10_000, statistic: 'max' }).interval).toBe(0);
  });

  test('back by some seconds: no sample counts twice in its minute', () => {
    const history = historyOf(0.1);
    for (const ms of [0, 10_000, 20_000, 30_000]) history.add(sampleOf(START + ms, 8));
    for (const ms of [15_000, 25_000, 35_000, 45_000, 55_000]) history.add(sampleOf(START + ms, 1));
    for (let i = 1; i < 90; i++) history.add(sampleOf(START + i * MINUTE, 1));
    const { times, values } = read(history, MINUTE, 'avg');
    expect(values[times.indexOf(START)]).toBeCloseTo((2 * 8 + 5) / 7);
  });
});
