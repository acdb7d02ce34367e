import { describe, expect, test } from 'vitest';
import { MEASURES } from '../../../src/contract/measures';
import { measuresOfOther, together } from './other';

test('drain times, workers and their slots of many queues are no value', () => {
  expect(MEASURES.filter((m) => !measuresOfOther(MEASURES).includes(m))).toEqual(['drainTime', 'workers', 'concurrency', 'utilisation']);
  expect(measuresOfOther(['workers', 'memory', 'waiting'])).toEqual(['memory', 'waiting']);
});

describe('together()', () => {
  test.each([
    ['waiting', [3, 0, 4], 7],
    ['memory', [1024], 1024],
    ['arrivals', [0.5, 0.25], 0.75],
    ['oldestAge', [3, 90, 4], 90],
    ['waiting', [0, 0], 0],
  ] as const)('%s of %j is %d', (measure, values, expected) => expect(together(measure, values)).toBe(expected));

  test('of queues that are not all known it is over those that are', () => {
    expect(together('waiting', [Number.NaN, 3, Number.NaN, 4])).toBe(7);
    expect(together('oldestAge', [Number.NaN, 3])).toBe(3);
  });

  test('of queues that are all unknown it is unknown, not 0', () => {
    expect(together('waiting', [Number.NaN, Number.NaN])).toBeNaN();
    expect(together('waiting', [])).toBeNaN();
  });
});
