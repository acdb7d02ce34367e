import { describe, expect, test } from 'vitest';
import { STATISTICS } from '../../../src/contract/queries/history';
import { type Tier, tiersOf } from './tiers';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Midnight: the seams lie exactly 15 and 63 days less an hour before it. */
const now = 20_000 * DAY;
const ago = (ms: number) => now - ms;

describe('tiersOf()', () => {
  const cut = (from: number, interval: number, to = 0) => tiersOf({ from: ago(from), to: ago(to), interval, statistic: 'max' }, now);
  const shown = (tiers: readonly Tier[]) => tiers.map(({ from, to, period }) => [(now - from) / HOUR, (now - to) / HOUR, period / MINUTE]);
  const fine = 15 * 24 - 1;
  const middle = 63 * 24 - 1;

  test.each<[what: string, from: number, interval: number, hoursAndMinutes: number[][]]>([
    ['a wish finer than anything kept', 2 * HOUR, 5_000, [[2, 1 / 60, 1]]],
    ['a wish between two periods', 2 * HOUR, 90_000, [[2, 0, 2]]],
    ['the last day before the seam', 14 * DAY, MINUTE, [[14 * 24, 1 / 60, 1]]],
    ['just at the seam', fine * HOUR, MINUTE, [[fine, 1 / 60, 1]]],
    // Coarser up to the seam, aligned to both periods there.
    [
      'a minute before it',
      fine * HOUR + MINUTE,
      MINUTE,
      [
        [fine + 1 / 12, fine, 5],
        [fine, 1 / 60, 1],
      ],
    ],
    [
      'all tiers',
      70 * DAY,
      MINUTE,
      [
        [70 * 24, middle, 60],
        [middle, fine, 5],
        [fine, 1 / 60, 1],
      ],
    ],
    [
      'periods that do not divide each other: the seam moves to a multiple of both',
      20 * DAY,
      4 * MINUTE,
      [
        [20 * 24, fine, 5],
        [fine, 0, 4],
      ],
    ],
    ['a wish that suits an older tier suits the newer ones', 20 * DAY, 7 * MINUTE, [[20 * 24, 0, 10]]],
    ['an hour over all of it', 100 * DAY, HOUR, [[100 * 24, 0, 60]]],
    [
      'fifty minutes over all of it',
      70 * DAY,
      50 * MINUTE,
      [
        [70 * 24, middle - 1, 60],
        [middle - 1, 0, 50],
      ],
    ],
    ['no further back than CloudWatch keeps', 500 * DAY, DAY, [[455 * 24, 0, 24 * 60]]],
  ])('%s', (_, from, interval, expected) => {
    const got = shown(cut(from, interval));
    expect(got.map(([a, , p]) => [a, p])).toEqual(expected.map(([a, , p]) => [a, p]));
    expect(got.map(([, b]) => b)).toEqual(expected.map(([, b]) => expect.closeTo(b!, 6)));
  });

  test('nothing: the future, the last minute, an empty range, what is forgotten', () => {
    expect(cut(-HOUR, MINUTE, -2 * HOUR)).toEqual([]);
    expect(cut(MINUTE, MINUTE)).toEqual([]);
    expect(cut(HOUR, MINUTE, HOUR)).toEqual([]);
    expect(cut(600 * DAY, HOUR, 500 * DAY)).toEqual([]);
  });

  test.each([
    [5 * MINUTE, DAY, MINUTE],
    [HOUR, 10 * DAY, 5 * MINUTE],
    [DAY, 14 * DAY, 2 * HOUR],
    [17 * MINUTE, DAY, MINUTE],
    [HOUR, 30 * DAY, 5 * MINUTE],
    [HOUR, 90 * DAY, HOUR],
    [DAY, 90 * DAY, 2 * HOUR],
  ])('last of %d ms over %d ms is read at %d ms', (interval, range, source) => {
    const [tier] = tiersOf({ from: ago(range), to: now, interval, statistic: 'last' }, now);
    expect(tier).toMatchObject({ source, period: interval });
  });

  test('always: whole, aligned, at least as wished, and answered by CloudWatch', () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const edges = [0, 15 * DAY, 63 * DAY, 455 * DAY];
    for (let i = 0; i < 4_000; i++) {
      const at = now + Math.floor(random() * 10 * DAY);
      const near = () => (random() < 0.5 ? random() * 480 * DAY : edges[Math.floor(random() * 4)]! + (random() - 0.5) * 2 * DAY);
      const [older, newer] = [near(), near()].sort((a, b) => b - a) as [number, number];
      const statistic = STATISTICS[i % 4]!;
      const request = { from: at - older, to: at - newer, interval: Math.exp(random() * 18), statistic };
      const tiers = tiersOf(request, at);
      const context = JSON.stringify({ request, at, tiers });
      tiers.forEach(({ from, to, period, source }, t) => {
        expect(from < to && from % period === 0 && to % period === 0 && period >= request.interval && period % source === 0, context).toBe(
          true,
        );
        expect(from, context).toBe(t === 0 ? from : tiers[t - 1]!.to);
        if (t > 0) expect(period < tiers[t - 1]!.period, context).toBe(true);
        const age = at + 30 * MINUTE - from;
        expect(source % (age > 63 * DAY ? HOUR : age > 15 * DAY ? 5 * MINUTE : MINUTE), context).toBe(0);
        expect(statistic === 'last' || source === period, context).toBe(true);
      });
      const [first, last] = [tiers[0], tiers.at(-1)];
      if (!first || !last) expect(Math.min(request.to, at - MINUTE) <= Math.max(request.from, at - 455 * DAY + HOUR), context).toBe(true);
      else {
        expect(first.from <= Math.max(request.from, at - 455 * DAY + HOUR), context).toBe(true);
        expect(last.to >= Math.min(request.to, at - MINUTE) && last.to - last.period < request.to, context).toBe(true);
      }
    }
  });
});
