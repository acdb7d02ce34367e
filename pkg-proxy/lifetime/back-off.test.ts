import { expect, test } from 'vitest';
import { BackOff } from './back-off';

const pace = (error: string) => (error === 'refused' ? { firstMs: 60_000, mostMs: 300_000 } : { firstMs: 500, mostMs: 15_000 });

test('waits twice as long after each failure, up to a bound, and anew after a success', () => {
  const backOff = new BackOff({ pace, random: () => 0 });
  const waits = () => Array.from({ length: 7 }, () => backOff.failed('closed'));
  expect(waits()).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  expect(backOff.failures).toBe(7);
  backOff.succeeded();
  expect(backOff.failures).toBe(0);
  expect(waits()[0]).toBe(500);
});

test('a thousand failures do not overflow', () => {
  const backOff = new BackOff({ pace, random: () => 0 });
  for (let i = 0; i < 2000; i++) backOff.failed('closed');
  expect(backOff.failed('closed')).toBe(15_000);
});

test('what went wrong decides how long', () => {
  const backOff = new BackOff({ pace, random: () => 0 });
  expect(['refused', 'closed', 'refused', 'refused'].map((error) => backOff.failed(error))).toEqual([60_000, 1000, 240_000, 300_000]);
});

test('shortens each wait by up to half', () => {
  for (const [random, wait] of [
    [0, 500],
    [0.5, 375],
    [1, 250],
  ] as const) {
    expect(new BackOff({ pace, random: () => random }).failed('closed')).toBe(wait);
  }
});

test('has a reason until the wait is over, and an error until something succeeds', () => {
  let now = 0;
  const backOff = new BackOff({ pace, moment: () => now, random: () => 0 });
  const said = () => [backOff.reason, backOff.error];
  expect(said()).toEqual([undefined, undefined]);
  backOff.failed('closed');
  now = 499;
  expect(said()).toEqual(['closed', 'closed']);
  now = 500;
  expect(said()).toEqual([undefined, 'closed']);
  backOff.failed('closed');
  expect(said()).toEqual(['closed', 'closed']);
  backOff.succeeded();
  expect(said()).toEqual([undefined, undefined]);
});
