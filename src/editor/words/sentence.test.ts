import { expect, test } from 'vitest';
import { parseQuery } from '../../contract/parse-query';
import { explain } from './sentence';

const explained = (query: object) => explain(parseQuery(query));

test.each<[object, string]>([
  [{ queryType: 'history' }, 'Over time, for every queue: waiting tasks.'],
  [{ queryType: 'now', queues: ['email*'], measures: ['waiting', 'oldestAge'] }, 'Now, for email*: waiting tasks, age of the oldest task.'],
  [{ queryType: 'broker', answer: 'mirrorDelay' }, 'How many seconds the CloudWatch mirror is behind.'],
])('%j', (query, sentence) => expect(explained(query)).toContain(sentence));

test('the pattern * is every queue', () => {
  expect(explained({ queryType: 'now', queues: ['*'] })).toBe(explained({ queryType: 'now' }));
});
