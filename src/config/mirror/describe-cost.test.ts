import { expect, test } from 'vitest';
import type { CostResource } from '../../contract/resources';
import { describeCost } from './describe-cost';

const cost: CostResource = {
  knownQueues: 1,
  queues: 1,
  knownTasks: 0,
  tasks: 0,
  metrics: 4,
  requests: 43_800,
  dollarsPerMonth: 1.2,
  dollarsPerQueue: 0.9,
  dollarsPerTask: 0,
  dollarsPerMeasure: 0.3,
  uncappedDollarsPerMonth: 1.2,
  savedDollarsPerMonth: 0,
  usualDollarsPerMonth: 0.01,
  budget: null,
  overBudget: false,
  affordableQueues: 1,
};

test('says the cost in dollars, and what it is for', () => {
  expect(describeCost(cost)).toEqual({
    bill: 'About $1.20 a month at the list prices of us-east-1. Reading usual ranges adds up to $0.01.',
    size: 'Queues: 1. Metrics: 4. Requests a month: 43,800.',
    each: 'One more queue adds $0.90, one more measure $0.30.',
  });
});

test('says what tasks cost', () => {
  const { size, each } = describeCost({ ...cost, metrics: 13, tasks: 2, dollarsPerTask: 0.6 });
  expect(size).toBe('Queues: 1. Tasks: 2. Metrics: 13. Requests a month: 43,800.');
  expect(each).toBe('One more queue adds $0.90, one more task $0.60, one more measure $0.30.');
});

test('says what the maximum leaves out and saves, and one of a thing as one', () => {
  const capped = { ...cost, knownQueues: 1_500, queues: 100, uncappedDollarsPerMonth: 450.3, savedDollarsPerMonth: 419.7 };
  expect(describeCost(capped).cap).toBe(
    'Maximum queues leaves out 1,400 queues, whose sum is mirrored as Other. That saves $419.70 of $450.30 a month.',
  );
  expect(describeCost({ ...cost, knownQueues: 2 }).cap).toBe(
    'Maximum queues leaves out 1 queue, which is mirrored as Other. That saves nothing.',
  );
});

test('says that the limit is exceeded, and what to do', () => {
  const over = { ...cost, budget: 1, overBudget: true, affordableQueues: 3 };
  expect(describeCost(over).problem).toBe(
    'This is more than the monthly cost limit of $1.00, so nothing is mirrored. Raise the limit, lower Maximum queues to 3 or choose fewer measures.',
  );
  expect(describeCost({ ...over, affordableQueues: 0 }).problem).toContain('Raise the limit, exclude queues or');
  expect(describeCost({ ...cost, budget: 5 }).problem).toBeUndefined();
});
