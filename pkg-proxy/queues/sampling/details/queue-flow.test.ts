import { describe, expect, test } from 'vitest';
import type { ListLook, WaitingTask } from '../../ports/probe';
import { QueueFlow } from './queue-flow';

const SECOND = 1000;

/** A list of so many, of which so many have come since the last look. */
function look(length: number, newer: number | undefined, oldest: Partial<WaitingTask> = {}): ListLook {
  const task = { sentAt: undefined, exact: true, eta: undefined, redelivered: false, ...oldest };
  return { length, bytes: length * 100, newer, searched: length, anchor: `newest of ${length}`, tail: 't', oldest: [task], atomic: true };
}

describe('rates of a queue with two lists', () => {
  test('nothing is told of the first look', () => {
    const flow = new QueueFlow(2);
    flow.look([look(5, undefined), undefined], 0);
    expect(flow.rates).toBeUndefined();
    expect(flow.bytes).toBe(500);
  });

  test.each([
    { name: 'both known', first: [10, 10], later: [look(12, 4), look(7, 2)], rates: { arrivals: 3, departures: 3.5, quality: 'exact' } },
    {
      name: 'one has just begun',
      first: [10, 0],
      later: [look(12, 4), look(3, undefined)],
      rates: { arrivals: 3.5, departures: 1, quality: 'atLeast' },
    },
    {
      name: 'one is empty now',
      first: [10, 4],
      later: [look(10, 2), undefined],
      rates: { arrivals: 1, departures: 3, quality: 'atLeast' },
    },
    { name: 'both are empty now', first: [1, 1], later: [undefined, undefined], rates: { arrivals: 0, departures: 1, quality: 'atLeast' } },
    {
      name: 'something came back',
      first: [10, 10],
      later: [look(15, 0), look(10, 0)],
      rates: { arrivals: 0, departures: 0, quality: 'estimate' },
    },
    {
      name: 'the second was never used',
      first: [10, 0],
      later: [look(8, 0), undefined],
      rates: { arrivals: 0, departures: 1, quality: 'exact' },
    },
  ])('$name', ({ first, later, rates }) => {
    const flow = new QueueFlow(2);
    flow.look(
      first.map((length) => (length > 0 ? look(length, undefined) : undefined)),
      0,
    );
    flow.look(later, 2 * SECOND);
    expect(flow.rates).toEqual(rates);
  });

  test('no rate of no time', () => {
    const flow = new QueueFlow(1);
    flow.look([look(5, undefined)], 0);
    flow.look([look(6, 1)], 0);
    expect(flow.rates).toBeUndefined();
  });
});

test('only lists that hold something are asked about, with what was remembered of them', () => {
  const flow = new QueueFlow(3);
  flow.look([look(5, undefined), undefined, undefined], 0);
  expect(flow.questions('q', Float64Array.of(9, 9, 1, 0, 2), 2)).toEqual([
    { queue: 'q', step: 0, anchor: 'newest of 5', tail: 't' },
    { queue: 'q', step: 2, anchor: undefined, tail: undefined },
  ]);
});

describe('the age is of the oldest in any list', () => {
  const now = 100 * SECOND;
  test.each([
    { name: 'none waits', lists: [undefined, undefined], age: { ms: 0, quality: 'exact' } },
    {
      name: 'both say',
      lists: [look(1, undefined, { sentAt: 90_000 }), look(1, undefined, { sentAt: 20_000 })],
      age: { ms: 80_000, quality: 'exact' },
    },
    {
      name: 'one does not say',
      lists: [look(1, undefined, { sentAt: 90_000 }), look(1, undefined)],
      age: { ms: 99_000, quality: 'atLeast' },
    },
    {
      name: 'one is a guess',
      lists: [look(1, undefined, { sentAt: 90_000, exact: false }), undefined],
      age: { ms: 10_000, quality: 'estimate' },
    },
    { name: 'one is for later', lists: [look(1, undefined, { sentAt: 0, eta: 200_000 }), undefined], age: { ms: 0, quality: 'exact' } },
  ])('$name', ({ lists, age }) => {
    const flow = new QueueFlow(2);
    flow.look(lists, SECOND);
    expect(flow.age(now, now)).toEqual(age);
  });
});

describe('when it will be empty', () => {
  /** What is said at the last of these lengths, one every five seconds. */
  function forecast(lengths: readonly number[]): number {
    const flow = new QueueFlow(1);
    return lengths.map((tasks, i) => flow.drainTime(tasks, i * 5 * SECOND)).at(-1) ?? Number.NaN;
  }
  const line = (from: number, by: number, count: number) => Array.from({ length: count }, (_, i) => from + i * by);

  test.each([
    { name: 'two tasks a second for a minute', lengths: line(1000, -10, 13), seconds: 880 / 2 },
    { name: 'empty', lengths: [5, 0], seconds: 0 },
    { name: 'half a minute is enough', lengths: line(1000, -10, 7), seconds: 940 / 2 },
    { name: 'less is not', lengths: line(1000, -10, 6), seconds: Number.NaN },
    { name: 'it grows', lengths: line(100, 10, 20), seconds: Number.NaN },
    { name: 'it stays as it is', lengths: line(100, 0, 20), seconds: Number.NaN },
    { name: 'how it grew does not count', lengths: [...line(0, 100, 10), ...line(990, -10, 12)], seconds: 880 / 2 },
    { name: 'nor what was more than two minutes ago', lengths: [...line(2000, -40, 10), ...line(1600, -10, 25)], seconds: 1360 / 2 },
  ])('$name', ({ lengths, seconds }) => {
    expect(Math.round(forecast(lengths))).toBe(seconds);
  });

  test('with a clock that samples rarely', () => {
    const flow = new QueueFlow(1);
    const said = [1000, 900, 800, 700].map((tasks, i) => flow.drainTime(tasks, i * 300 * SECOND));
    expect(said.at(-1)).toBeCloseTo(700 / (100 / 300));
  });
});
