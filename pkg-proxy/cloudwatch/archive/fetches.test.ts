import { expect, test } from 'vitest';
import { fetchesOf } from './fetches';

const gaps = (entries: Record<string, [number, number]>) =>
  new Map(Object.entries(entries).map(([name, [from, to]]) => [name, { from, to }]));

test('series that miss the same go together', () => {
  expect(fetchesOf(gaps({ a: [5, 9], b: [0, 9], c: [5, 9] }), 0)).toEqual([
    { from: 5, to: 9, series: ['a', 'c'] },
    { from: 0, to: 9, series: ['b'] },
  ]);
  expect(fetchesOf(new Map(), 0)).toEqual([]);
});

test('many spans become one', () => {
  expect(fetchesOf(gaps({ a: [5, 9], b: [4, 9], c: [3, 9], d: [2, 8], e: [6, 12] }), 0)).toEqual([
    { from: 2, to: 12, series: ['a', 'b', 'c', 'd', 'e'] },
  ]);
});

test('500 metrics a request', () => {
  const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`q${i}`, [0, 1] as [number, number]]));
  expect(fetchesOf(gaps(many), 0).map(({ series }) => series.length)).toEqual([500, 500, 1]);
});

test.each([
  [0, 9],
  [8, 9],
  [100, 100],
  [10_000, 9 + 256],
])('reads ahead, but not what may still change: unsettled from %d on, so up to %d', (unsettled, to) => {
  expect(fetchesOf(gaps({ a: [5, 9] }), unsettled)).toEqual([{ from: 5, to, series: ['a'] }]);
});
