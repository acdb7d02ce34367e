import { expect, test } from 'vitest';
import { HeavyLists } from './heavy-lists';

const MINUTE = 60_000;

test('a list is left alone for ten minutes from when it last proved heavy', () => {
  const lists = new HeavyLists();
  lists.add('a', 0);
  lists.add('b', 0);
  lists.add('b', 5 * MINUTE);
  const heavy = (now: number) => ['a', 'b', 'c'].filter((key) => lists.has(key, now));
  expect([heavy(10 * MINUTE - 1), heavy(10 * MINUTE), heavy(15 * MINUTE)]).toEqual([['a', 'b'], ['b'], []]);
});

test('of a thousand and one the first is forgotten', () => {
  const lists = new HeavyLists();
  for (let i = 0; i < 1001; i++) lists.add(`q${i}`, i);
  expect(['q0', 'q1', 'q1000'].map((key) => lists.has(key, 1001))).toEqual([false, true, true]);
});
