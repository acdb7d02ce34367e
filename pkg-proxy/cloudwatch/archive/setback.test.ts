import { expect, test } from 'vitest';
import { StoreError } from '../../queues/ports/metric-store';
import { Setback } from './setback';

test.each([
  [true, [5, 10, 20, 40, 80, 160, 300, 300]],
  [false, [60, 120, 240, 300, 300]],
])('waits longer and longer, retryable %s', (retryable, seconds) => {
  let now = 0;
  const setback = new Setback({ moment: () => now, random: () => 0 });
  const error = new StoreError('x', retryable);
  expect(setback.reason).toBeUndefined();
  for (const wait of seconds) {
    setback.failed(error);
    now += wait * 1_000 - 1;
    expect(setback.reason).toBe(error);
    now += 1;
    expect(setback.reason).toBeUndefined();
  }
  setback.succeeded();
  setback.failed(error);
  now += seconds[0]! * 1_000;
  expect(setback.reason).toBeUndefined();
});

test('is shortened by up to half, and over with a success', () => {
  let now = 0;
  const setback = new Setback({ moment: () => now, random: () => 1 });
  setback.failed(new StoreError('x', true));
  now = 2_500;
  expect(setback.reason).toBeUndefined();
  now = 0;
  setback.succeeded();
  expect(setback.reason).toBeUndefined();
});
