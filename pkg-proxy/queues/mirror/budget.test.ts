import { describe, expect, test, vi } from 'vitest';
import type { CostResource } from '../../../src/contract/resources';
import { MirrorBudget, overBudget } from './budget';

/** A dollar a queue, ten dollars a month. */
const priceOf = vi.fn(
  (queues: number): CostResource => ({
    knownQueues: queues,
    queues,
    knownTasks: 0,
    tasks: 0,
    metrics: queues + 1,
    requests: 43_800,
    dollarsPerMonth: queues,
    dollarsPerQueue: 1,
    dollarsPerTask: 0,
    dollarsPerMeasure: queues,
    uncappedDollarsPerMonth: queues,
    savedDollarsPerMonth: 0,
    usualDollarsPerMonth: 0.01,
    budget: 10,
    overBudget: queues > 10,
    affordableQueues: Math.min(queues, 10),
  }),
);

describe('MirrorBudget', () => {
  test('is over when there are too many queues, and within when they go; each is news once', () => {
    const budget = new MirrorBudget(priceOf);
    const seen = [3, 10, 11, 12, 12, 10, 3].map((queues) => [budget.see(queues), budget.over !== null]);
    expect(seen).toEqual([
      [false, false],
      [false, false],
      [true, true],
      [false, true],
      [false, true],
      [true, false],
      [false, false],
    ]);
  });

  test('is over from the first sample on', () => {
    const budget = new MirrorBudget(priceOf);
    expect(budget.see(11)).toBe(true);
    const nothing = new MirrorBudget((queues) => ({ ...priceOf(queues), budget: 0, overBudget: true }));
    expect([nothing.see(0), nothing.over !== null]).toEqual([true, true]);
  });

  test('asks for the price only when the number of queues has changed', () => {
    const budget = new MirrorBudget(priceOf);
    priceOf.mockClear();
    for (let i = 0; i < 100; i++) budget.see(7);
    expect(priceOf).toHaveBeenCalledTimes(1);
  });

  test('says the present price, not that of the moment it went over', () => {
    const budget = new MirrorBudget(priceOf);
    budget.see(11);
    budget.see(20);
    expect(budget.over).toContain('$20.00');
  });
});

describe('overBudget()', () => {
  test('says what it would cost, what is allowed and what to do', () => {
    expect(overBudget(priceOf(12))).toBe(
      'The mirror is off: 13 metrics of 12 queues would cost $12.00 a month, mirror.maxDollarsPerMonth is $10.00. Raise it, lower mirror.maxQueues to 10 or mirror fewer measures.',
    );
    expect(overBudget({ ...priceOf(12), affordableQueues: 0 })).toContain('Raise it, exclude queues or mirror fewer measures.');
  });

  test('is silent within the budget, and without one', () => {
    expect(overBudget(priceOf(10))).toBeNull();
    expect(overBudget({ ...priceOf(10), budget: null })).toBeNull();
  });
});
