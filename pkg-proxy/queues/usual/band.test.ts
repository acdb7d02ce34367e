import { describe, expect, test } from 'vitest';
import { Bands, deviationFrom, SPAN_MS, STEP_MS, STEPS } from './band';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
/** A Monday. */
const FROM = Date.UTC(2026, 9, 26);

/** Four weeks of averages. */
const weeks = (value: (at: number, week: number) => number, from = FROM) =>
  new Bands(
    Float64Array.from({ length: STEPS }, (_, i) => value(from + i * STEP_MS, Math.floor((i * STEP_MS) / WEEK))),
    from,
  );

/** The same numbers in every run: mulberry32, whose formula is in the public domain. */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
const rhythm = (at: number) => 100 + 80 * Math.sin((2 * Math.PI * (at % (24 * HOUR))) / (24 * HOUR)) + ((at / HOUR) % 168 < 48 ? 40 : 0);

test('each hour of the week has its own band, whatever day the four weeks begin on', () => {
  const hourOf = (at: number) => Math.floor(at / HOUR) % 168;
  for (const days of [0, 1, 6]) {
    const bands = weeks(hourOf, FROM + days * 24 * HOUR);
    for (let at = FROM + SPAN_MS; at < FROM + SPAN_MS + WEEK; at += HOUR / 2) {
      expect(bands.at(at)).toMatchObject({ low: hourOf(at), high: hourOf(at) });
    }
  }
});

test.each([1, 2, 3])('of values to come four in five are inside (seed %i)', (seed) => {
  const random = noise(seed);
  const value = (at: number) => rhythm(at) + 10 * random();
  const bands = weeks(value);
  let inside = 0;
  for (let i = 0; i < STEPS / 4; i++) {
    const at = FROM + SPAN_MS + i * STEP_MS;
    if (deviationFrom(bands.at(at), value(at)) === 0) inside++;
  }
  expect(inside / (STEPS / 4)).toBeGreaterThan(0.77);
  expect(inside / (STEPS / 4)).toBeLessThan(0.83);
});

describe('a week that is not like the others', () => {
  test('counts for nothing when it was a holiday, or when nothing was stored', () => {
    const random = noise(4);
    const value = (at: number) => rhythm(at) + 5 * random();
    for (const other of [() => 0, () => Number.NaN, () => 5000]) {
      const bands = weeks((at, week) => (week === 2 ? other() : value(at)));
      const band = bands.at(FROM + SPAN_MS + 100 * HOUR);
      expect(band?.low).toBeGreaterThan(0);
      expect(band?.high).toBeLessThan(400);
    }
  });

  test('counts while no two of the others are alike: the queue grows', () => {
    expect(weeks((_, week) => 100 * week).at(FROM + SPAN_MS)).toMatchObject({ low: 0, high: 300 });
  });
});

test('how far a series goes each week is known, but for the week in which it went farthest', () => {
  // For ten minutes, each week at another time.
  const isPeak = (at: number, week: number) => Math.floor(((at - FROM) % WEEK) / (2 * STEP_MS)) === 54 + 60 * week;
  const bands = weeks((at, week) => (isPeak(at, week) ? ([40, 9000, 30, 900][week] ?? 0) : 10));
  expect(bands.below).toBe(0);
  expect(bands.above).toBe(900 - 10); // the band is a task wide
  // What does not last does not count.
  const spikes = weeks((at, week) => (isPeak(at, week) && isPeak(at + STEP_MS, week) ? 900 : 10));
  expect(spikes.above).toBe(0);
});

test('an hour that was seen in one week only has no band, and an interval has that of the hours that have one', () => {
  const bands = weeks((at, week) => (week === 3 || (at - FROM) % WEEK >= HOUR ? 7 : Number.NaN));
  expect(bands.at(FROM)).toBeUndefined();
  expect(bands.over(FROM, FROM + HOUR)).toBeUndefined();
  expect(bands.over(FROM, FROM + 3 * HOUR)).toMatchObject({ low: 7, high: 7 });
  const steps = weeks((at) => Math.floor(at / HOUR) % 168);
  const first = (FROM / HOUR) % 168;
  expect(steps.over(FROM, FROM)).toMatchObject({ low: first, high: first });
  expect(steps.over(FROM, FROM + 2 * HOUR)).toMatchObject({ low: first + 0.5, high: first + 0.5 });
});

test.each([
  [{ low: 10, high: 20, width: 10 }, 15, 0],
  [{ low: 10, high: 20, width: 10 }, 10, 0],
  [{ low: 10, high: 20, width: 10 }, 25, 0.5],
  [{ low: 10, high: 20, width: 10 }, 0, -1],
  [{ low: 10, high: 20, width: 10 }, Number.NaN, Number.NaN],
  [undefined, 5, Number.NaN],
])('the distance from %j to %d is %d widths', (band, value, expected) => expect(deviationFrom(band, value)).toBe(expected));

test('a band is a task wide at the least, a twentieth of what it holds, and as its neighbours are in the mean', () => {
  const widthOf = (value: (at: number) => number) => weeks(value).at(FROM + 50 * HOUR)?.width;
  expect(widthOf(() => 5)).toBe(1);
  expect(widthOf(() => 1000)).toBe(50);
  // Two of the five hours around are 100 wide, the hour itself has no width.
  const isWide = (at: number) => [48, 52].includes(Math.floor(((at - FROM) % WEEK) / HOUR));
  expect(widthOf((at) => 5 + (isWide(at) && (at / STEP_MS) % 2 === 0 ? 100 : 0))).toBe(40);
});
