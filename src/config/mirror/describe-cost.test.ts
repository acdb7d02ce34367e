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

test('says the cost in dollars, and one of a thing as one', () => {
  expect(describeCost(cost)).toEqual({
    bill: 'About $1.20 a month for 4 metrics of 1 queue in 43,800 requests (list prices of us-east-1). Reading what is usual adds up to $0.01.',
    each: 'One more queue adds $0.90, one more measure $0.30.',
  });
});

test('says what tasks cost', () => {
  const { bill, each } = describeCost({ ...cost, metrics: 13, tasks: 2, dollarsPerTask: 0.6 });
  expect(bill).toContain('for 13 metrics of 1 queue and 2 tasks in');
  expect(each).toBe('One more queue adds $0.90, one more task $0.60, one more measure $0.30.');
});

test('says what the cap leaves out and saves', () => {
  const capped = { ...cost, knownQueues: 1_500, queues: 100, uncappedDollarsPerMonth: 450.3, savedDollarsPerMonth: 419.7 };
  expect(describeCost(capped).cap).toBe(
    'The limit leaves out 1,400 queues, which are summed up as Other. That saves $419.70 of $450.30 a month.',
  );
  expect(describeCost({ ...cost, knownQueues: 2 }).cap).toBe(
    'The limit leaves out 1 queue, which is summed up as Other. That saves nothing.',
  );
});

test('says that a budget is exceeded, and what to do', () => {
  const over = { ...cost, budget: 1, overBudget: true, affordableQueues: 3 };
  expect(describeCost(over).problem).toBe(
    'That is more than the budget of $1.00: nothing is copied. Raise it, allow at most 3 queues or choose fewer measures.',
  );
  expect(describeCost({ ...over, affordableQueues: 0 }).problem).toContain('Raise it, leave out queues or');
  expect(describeCost({ ...cost, budget: 5 }).problem).toBeUndefined();
});
