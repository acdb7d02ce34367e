import { describe, expect, test } from 'vitest';
import { mirrorCost } from './cost';

const cost = (queues: number, maxQueues = 1_000_000) => mirrorCost({ queues, mirror: { maxQueues, measures: ['waiting'] } });

describe('mirrorCost()', () => {
  test.each([
    [0, 1, 43_800, 0.3],
    [3, 4, 43_800, 1.2],
    [999, 1_000, 43_800, 300],
    [1_000, 1_001, 87_600, 300.3],
    [9_999, 10_000, 438_000, 3_000],
    [10_000, 10_001, 481_800, 3_000.1],
  ])('%i queues: %i metrics, %i requests, $%f', (queues, metrics, requests, dollarsPerMonth) => {
    expect(cost(queues)).toEqual({ queues, metrics, requests, dollarsPerMonth });
  });

  test('requests cost beyond a million, and the tiers get cheaper', () => {
    // 250,000 metrics: 3,000 + 24,000; 10,950,000 requests, of which 9,950,000 are paid: 99.50.
    expect(cost(249_999).dollarsPerMonth).toBe(27_099.5);
    expect(cost(1_099_999, 2_000_000).dollarsPerMonth).toBe(3_000 + 24_000 + 37_500 + 2_000 + (1_100 * 43_800 - 1_000_000) / 100_000);
  });

  test('no more than maxQueues are counted', () => {
    expect(cost(500, 100)).toMatchObject({ queues: 100, metrics: 101 });
  });
});
