import { expect, test } from 'vitest';
import { patternOfVariable } from './variable-pattern';

test.each([
  [{ refId: 'queues', query: ' email* ' }, 'email*'],
  ['/^a/', '/^a/'],
  ['', ''],
  [{ refId: 'queues' }, ''],
  [undefined, ''],
  [null, ''],
  [{ query: 7 }, ''],
])('%j', (stored, pattern) => expect(patternOfVariable(stored)).toBe(pattern));
