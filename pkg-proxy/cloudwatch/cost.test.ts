import { describe, expect, test } from 'vitest';
import { MEASURES, type Measure } from '../../src/contract/measures';
import type { TaskMeasure } from '../../src/contract/task-measures';
import { mirrorCost } from './cost';

const cost = (queues: number, maxQueues = 1_000_000, measures: readonly Measure[] = ['waiting'], maxDollarsPerMonth?: number) =>
  mirrorCost({ queues, tasks: undefined, mirror: { maxQueues, measures, maxTasks: 20, taskMeasures: [], maxDollarsPerMonth } });
const costOfTasks = (tasks: number | undefined, taskMeasures: readonly TaskMeasure[], maxDollarsPerMonth?: number) =>
  mirrorCost({ queues: 10, tasks, mirror: { maxQueues: 100, measures: ['waiting'], maxTasks: 20, taskMeasures, maxDollarsPerMonth } });

describe('mirrorCost()', () => {
  test.each([
    [0, 1, 43_800, 0.3],
    [3, 4, 43_800, 1.2],
    [10, 11, 43_800, 3.3],
    [999, 1_000, 43_800, 300],
    [1_000, 1_001, 87_600, 300.3],
    [9_999, 10_000, 438_000, 3_000],
    [10_000, 10_001, 481_800, 3_000.1],
  ])('%i queues: %i metrics, %i requests, $%f', (queues, metrics, requests, dollarsPerMonth) => {
    expect(cost(queues)).toMatchObject({ knownQueues: queues, queues, metrics, requests, dollarsPerMonth });
  });

  test('requests cost beyond a million, and the tiers get cheaper', () => {
    // 250,000 metrics: 3,000 + 24,000; 10,950,000 requests, of which 9,950,000 are paid: 99.50.
    expect(cost(249_999).dollarsPerMonth).toBe(27_099.5);
    expect(cost(1_099_999, 2_000_000).dollarsPerMonth).toBe(3_000 + 24_000 + 37_500 + 2_000 + (1_100 * 43_800 - 1_000_000) / 100_000);
  });

  test('the last free request costs nothing, and what is less than a cent is said as one', () => {
    expect(cost(21_999).dollarsPerMonth).toBe(3_000 + 1_200); // 963,600 requests
    expect(cost(22_000).dollarsPerMonth).toBe(4_200.1 + 0.08); // 1,007,400 requests: 7,400 at 1e-5 are 7.4 cents
  });

  test('reading what is usual costs a metric a day and queue, of so many as are kept', () => {
    expect([0, 1, 1000, 5000].map((queues) => cost(queues).usualDollarsPerMonth)).toEqual([0, 0.01, 0.31, 0.61]);
  });

  test('every queue has a metric a measure', () => {
    expect(cost(4, 100, ['waiting', 'drainTime', 'workers'])).toMatchObject({ metrics: 13, dollarsPerMonth: 3.9 });
    expect(cost(100, 100, MEASURES)).toMatchObject({ metrics: 1_401, requests: 87_600, dollarsPerMonth: 420.3 });
  });

  test('says what one more queue adds, and one more measure', () => {
    expect(cost(4, 100, ['waiting', 'backlog'])).toMatchObject({ dollarsPerQueue: 0.6, dollarsPerMeasure: 1.2 });
    expect(cost(4, 3)).toMatchObject({ dollarsPerMeasure: 1.2 });
    expect(cost(0)).toMatchObject({ dollarsPerQueue: 0.3, dollarsPerMeasure: 0 });
    // 10,000 metrics are there: the next ones are of the cheaper tier.
    expect(cost(9_999)).toMatchObject({ dollarsPerQueue: 0.1, dollarsPerMeasure: 999.9 });
  });

  test('beyond maxQueues there is one metric more for each measure that can be summed up', () => {
    expect(cost(500, 100)).toMatchObject({ knownQueues: 500, queues: 100, metrics: 102, dollarsPerMonth: 30.6 });
    expect(cost(500, 100, ['waiting', 'oldestAge', 'drainTime'])).toMatchObject({ queues: 100, metrics: 303 });
    expect(cost(100, 100)).toMatchObject({ metrics: 101, savedDollarsPerMonth: 0 });
  });

  test('says what the cap saves', () => {
    expect(cost(500, 100)).toMatchObject({ uncappedDollarsPerMonth: 150.3, savedDollarsPerMonth: 119.7 });
    expect(cost(2, 1)).toMatchObject({ uncappedDollarsPerMonth: 0.9, dollarsPerMonth: 0.9, savedDollarsPerMonth: 0 });
  });
});

describe('tasks', () => {
  test('have a metric a measure each, one a measure for the rest, and one for the listening', () => {
    expect(costOfTasks(3, ['succeeded', 'runtime'])).toMatchObject({
      knownTasks: 3,
      tasks: 3,
      metrics: 11 + 3 * 2 + 2 + 1,
      dollarsPerTask: 0.6,
    });
    expect(costOfTasks(500, ['failed'])).toMatchObject({ knownTasks: 500, tasks: 20, metrics: 11 + 20 + 1 + 1, dollarsPerMonth: 9.9 });
    expect(costOfTasks(0, ['failed'])).toMatchObject({ metrics: 11 + 2 });
  });

  test('cost nothing where none is mirrored, or nobody listens', () => {
    expect(costOfTasks(3, [])).toMatchObject({ knownTasks: 0, tasks: 0, metrics: 11, dollarsPerTask: 0 });
    expect(costOfTasks(undefined, ['failed'])).toMatchObject({ knownTasks: 0, metrics: 11, dollarsPerTask: 0 });
  });

  test('count in the budget', () => {
    expect(costOfTasks(3, ['failed'], 4.8)).toMatchObject({ dollarsPerMonth: 4.8, overBudget: false, affordableQueues: 10 });
    expect(costOfTasks(4, ['failed'], 4.8)).toMatchObject({ overBudget: true, affordableQueues: 8 });
  });
});

describe('the budget', () => {
  test('without one everything is affordable', () => {
    expect(cost(500, 100)).toMatchObject({ budget: null, overBudget: false, affordableQueues: 500 });
  });

  test('may be used up to the last cent', () => {
    expect(cost(10, 100, ['waiting'], 3.3)).toMatchObject({ budget: 3.3, overBudget: false, affordableQueues: 10 });
    expect(cost(10, 100, ['waiting'], 3.29)).toMatchObject({ overBudget: true });
  });

  test('one more queue can exceed it, and a cap brings it back', () => {
    expect(cost(11, 10, ['waiting'], 3.6)).toMatchObject({ metrics: 12, overBudget: false });
    expect(cost(11, 100, ['waiting'], 3.3)).toMatchObject({ overBudget: true, affordableQueues: 9 });
    expect(cost(11, 9, ['waiting'], 3.3)).toMatchObject({ metrics: 11, dollarsPerMonth: 3.3, overBudget: false });
  });

  test.each([1, 2, 5, 30, 50, 99.9, 100.2])('$%f: the cap that is advised is within it, one more is not', (budget) => {
    const { affordableQueues } = cost(120, 1_000, ['waiting', 'drainTime', 'memory'], budget);
    expect(affordableQueues < 1 || !cost(120, affordableQueues, ['waiting', 'drainTime', 'memory'], budget).overBudget).toBe(true);
    expect(cost(120, affordableQueues + 1, ['waiting', 'drainTime', 'memory'], budget).overBudget).toBe(true);
  });

  test('of nothing allows nothing', () => {
    expect(cost(0, 100, ['waiting'], 0)).toMatchObject({ overBudget: true, affordableQueues: 0 });
  });
});
