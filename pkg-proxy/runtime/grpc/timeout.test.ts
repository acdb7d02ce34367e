import { expect, test } from 'vitest';
import { parseTimeout } from './timeout.js';

test.each([
  ['1H', 3_600_000],
  ['2M', 120_000],
  ['3S', 3_000],
  ['250m', 250],
  ['1500u', 2],
  ['1n', 1],
  ['0S', 0],
  ['99999999H', 359_999_996_400_000],
])('%s is %i ms', (header, ms) => expect(parseTimeout(header)).toBe(ms));

test.each([['123456789S'], ['S'], ['1'], ['-1S'], ['1.5S'], ['1s'], [''], [undefined], [['1S']]])('%j is no deadline', (header) =>
  expect(parseTimeout(header)).toBeUndefined(),
);
