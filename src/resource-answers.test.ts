import { expect, test } from 'vitest';
import { parseCost, parseQueues } from './resource-answers';

test('queues: what is known of each, the rest null', () => {
  const answer = {
    queues: [{ name: 'celery', source: 'configured', lastSeen: 5, waiting: 0 }, { name: 'x', source: 'new kind' }, { name: 7 }, null],
  };
  expect(parseQueues(answer)).toEqual([
    { name: 'celery', source: 'configured', lastSeen: 5, waiting: 0 },
    { name: 'x', source: 'seen', lastSeen: null, waiting: null },
  ]);
});

test.each([null, 'text', {}, { queues: 'a' }])('queues: %j is another thing', (answer) =>
  expect(() => parseQueues(answer)).toThrow(TypeError),
);

test('cost', () => {
  const cost = {
    knownQueues: 5,
    queues: 4,
    knownTasks: 7,
    tasks: 6,
    metrics: 4,
    requests: 43_800,
    dollarsPerMonth: 1.2,
    dollarsPerQueue: 0.3,
    dollarsPerTask: 0.6,
    dollarsPerMeasure: 1.2,
    uncappedDollarsPerMonth: 1.5,
    savedDollarsPerMonth: 0.3,
    usualDollarsPerMonth: 0.01,
    budget: 1,
    overBudget: true,
    affordableQueues: 3,
  };
  expect(parseCost({ ...cost, more: true })).toEqual(cost);
  expect(parseCost({ ...cost, budget: null, overBudget: false })).toMatchObject({ budget: null, overBudget: false });
  for (const answer of [null, {}, { ...cost, metrics: '4' }, { ...cost, dollarsPerMonth: null }])
    expect(() => parseCost(answer)).toThrow(TypeError);
});
