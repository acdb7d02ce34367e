import { expect, test } from 'vitest';
import { describeCost } from './describe-cost';

test('says the cost in dollars, and one of a thing as one', () => {
  expect(describeCost({ queues: 1, metrics: 4, requests: 43_800, dollarsPerMonth: 1.2 })).toBe(
    'As saved: about $1.20 a month for 4 metrics of 1 queue in 43,800 requests (list prices of us-east-1).',
  );
});
