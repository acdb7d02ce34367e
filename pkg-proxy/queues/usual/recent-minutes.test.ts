import { expect, test } from 'vitest';
import { RecentMinutes } from './recent-minutes';

test('averages whole minutes, without those that have no value, and forgets what is old or in the future', () => {
  const minutes = new RecentMinutes(10);
  minutes.add(100, 1);
  minutes.add(100, 3);
  minutes.add(103, 8);
  expect(minutes.average(100, 105)).toBe(4);
  expect(minutes.average(101, 103)).toBeNaN();
  expect(minutes.average(103, 105)).toBe(8);
  minutes.add(111, 5);
  expect(minutes.average(95, 101)).toBeNaN(); // 111 − 11 = 100 was the oldest
  expect(minutes.average(100, 111)).toBe(8);
  minutes.add(90, 7); // the clock was set back
  expect(minutes.average(80, 120)).toBe(7);
  minutes.add(500, 2);
  expect(minutes.average(490, 501)).toBe(2);
});
