import { expect, test } from 'vitest';
import { SeenQueues } from './seen-queues';

test('a message is of the queue that it was last seen in, a task of the only one', () => {
  const seen = new SeenQueues();
  seen.see([
    { queue: 'emails', id: '1', task: 'send' },
    { queue: 'emails', id: '2', task: 'send' },
    { queue: undefined, id: '3', task: 'lost' },
    { queue: 'reports', task: 'both' },
    { queue: 'nightly', task: 'both' },
  ]);
  seen.see([{ queue: 'reports', id: '2' }]);
  expect(['1', '2', '3', '4'].map((id) => seen.queueOfMessage(id))).toEqual(['emails', 'reports', undefined, undefined]);
  expect(['send', 'lost', 'both', 'never'].map((name) => seen.queueOfTask(name))).toEqual(['emails', undefined, undefined, undefined]);
  seen.see([{ queue: 'nightly', task: 'both' }]);
  expect(seen.queueOfTask('both')).toBeUndefined();
});

test('a million messages are not all remembered', () => {
  const seen = new SeenQueues();
  for (let n = 0; n < 30_000; n++) seen.see([{ queue: 'q', id: `${n}`, task: `t${n}` }]);
  expect([seen.queueOfMessage('0'), seen.queueOfMessage('29999'), seen.queueOfTask('t0'), seen.queueOfTask('t29999')]).toEqual([
    undefined,
    'q',
    undefined,
    'q',
  ]);
});
