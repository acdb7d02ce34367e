import { expect, test } from 'vitest';
import { withDefaults } from './defaults';
import { describeQuery } from './describe-query';
import { reads } from './query-fields';

test.each(['', 'toString', '__proto__', 'future'])('a kind of query called "%s" reads nothing that is known here', (stored) => {
  const query = withDefaults(JSON.parse(JSON.stringify({ refId: 'A', queryType: stored || 'none' })));
  expect(reads(query.queryType, 'queues')).toBe(false);
  expect(describeQuery(query)).toBe(`${stored || 'none'} of every queue`);
});
