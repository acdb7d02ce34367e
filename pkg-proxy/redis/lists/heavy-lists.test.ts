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

test('of a thousand and one, met again or not, the one met longest ago is forgotten', () => {
  const lists = new HeavyLists();
  for (let i = 0; i < 1000; i++) lists.add(`q${i}`, i);
  lists.add('q0', 1000);
  lists.has('q1', 1000); // to ask is not to meet
  lists.add('q1000', 1000);
  expect(['q0', 'q1', 'q2', 'q1000'].map((key) => lists.has(key, 1001))).toEqual([true, false, true, true]);
});

test('of a thousand and one the first is forgotten', () => {
  const lists = new HeavyLists();
  for (let i = 0; i < 1001; i++) lists.add(`q${i}`, i);
  expect(['q0', 'q1', 'q1000'].map((key) => lists.has(key, 1001))).toEqual([false, true, true]);
});
