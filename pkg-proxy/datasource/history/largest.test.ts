import { expect, test } from 'vitest';
import { randomOf } from '../../../test/setup/seeded-random';
import { largestOf } from './largest';

test.each([1, 2, 3, 4])('the same as to sort all of them, seed %d', (seed) => {
  const random = randomOf(seed);
  const values = Float64Array.from({ length: 200 }, () => Math.floor(random() * 20) - 1);
  for (const n of [1, 2, 10, 199, 200, 500]) {
    const sorted = Array.from(values, (_, i) => i).sort((a, b) => values[b]! - values[a]!);
    expect(largestOf(values, n)).toEqual(sorted.slice(0, n).sort((a, b) => a - b));
  }
  expect(largestOf(new Float64Array(), 3)).toEqual([]);
});
