import { expect, test } from 'vitest';
import { NodeClocks } from './node-clocks';

const HOUR = 3600_000;

test.each([0, HOUR, -HOUR])('a clock that is %d ms ahead of ours tells the same moments, less the way of the fastest event', (ahead) => {
  const clocks = new NodeClocks();
  const base = 1_700_000_000_000 + ahead;
  expect(clocks.momentOf('a', base, 1000)).toBe(1000);
  expect(clocks.momentOf('a', base + 500, 1520), 'came 20 ms later than the first').toBe(1500);
  expect(clocks.momentOf('a', base + 990, 1980), 'came 10 ms sooner').toBe(1980);
  expect(clocks.momentOf('a', base + 1000, 2000)).toBe(1990);
  expect(clocks.futureOf('a', base + 60_990)).toBe(61_980);
  expect(clocks.futureOf('b', base)).toBeUndefined();
});

test.each([HOUR, -HOUR])('a clock that is set by %d ms is followed', (by) => {
  const clocks = new NodeClocks();
  clocks.momentOf('a', 5_000_000, 1000);
  expect(clocks.momentOf('a', 5_001_000 + by, 2000)).toBe(2000);
  expect(clocks.momentOf('a', 5_002_000 + by, 3010)).toBe(3000);
});

test('a clock that drifts is followed within ten minutes', () => {
  const clocks = new NodeClocks();
  for (let s = 0; s <= 3600; s++) clocks.momentOf('a', 1e9 + s * 999, s * 1000); // loses 1 ms a second
  const late = 3601_000 - clocks.momentOf('a', 1e9 + 3601 * 999, 3601_000);
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(700);
});
