import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { EventBudget } from './event-budget';

const BUDGET = { events: 100, characters: 10_000, mostEvery: 8, mostCharacters: 40_000 };

/** A budget, and a second after a second in which so much comes, a tenth at a time. */
function start() {
  let moment = 5000;
  const budget = new EventBudget(() => moment, BUDGET);
  const second = (events: number, characters = 0) => {
    for (let tenth = 0; tenth < 10 && !budget.spent; tenth++) {
      budget.came(events / 10, characters / 10);
      moment += 100;
    }
    return budget.every;
  };
  const wait = (ms: number) => {
    moment += ms;
  };
  return { budget, second, wait };
}

test('all are heard within the budget, one in two, four, … above it, and it does not go up and down', () => {
  const { second } = start();
  expect([90, 90, 100].map((events) => second(events))).toEqual([1, 1, 1]);
  expect([150, 150, 150, 150].map((events) => second(events))).toEqual([2, 2, 2, 2]);
  expect([390, 390].map((events) => second(events))).toEqual([4, 4]);
  expect([110, 110, 110].map((events) => second(events))).toEqual([4, 4, 4]);
  expect([60, 60, 60, 60, 60].map((events) => second(events))).toEqual([2, 2, 2, 2, 2]);
  expect([40, 40, 40].map((events) => second(events))).toEqual([1, 1, 1]);
});

test('characters count too', () => {
  const { second } = start();
  expect([10_000, 15_000, 15_000, 4000, 4000].map((characters) => second(1, characters))).toEqual([1, 2, 2, 1, 1]);
});

test('what is too much for one in eight, or too many characters to be received, is too much', () => {
  const { budget, second } = start();
  expect(second(800)).toBe(8);
  expect(budget.spent).toBe(false);
  second(820);
  expect(budget.spent).toBe(true);
  budget.again();
  expect([budget.spent, budget.every]).toEqual([false, 8]);

  const wide = start();
  wide.second(1, 41_000);
  expect(wide.budget.spent).toBe(true);
});

test('after silence all are heard again, and what was held up comes at once', () => {
  const { budget, second, wait } = start();
  second(800);
  wait(20_000);
  expect(second(90)).toBe(1);
  wait(4000);
  budget.came(400, 40_000); // this process was busy for four seconds
  expect([budget.every, budget.spent]).toEqual([1, false]);
  budget.came(1, 0);
  expect(budget.every).toBe(2);
});

test.each<[ids: string, idOf: (i: number) => string]>([
  ['Celery makes', uuidOf],
  ['count up', (i) => `order-${i}`],
  ['say it twice', (i) => `order-${i}-${i}`],
])('of ids that %s it is one in so many, and who is heard at one in eight is heard at one in two', (_, idOf) => {
  const { budget, second } = start();
  let heard = Array.from({ length: 4000 }, (_, i) => idOf(i));
  for (const [events, every] of [
    [150, 2],
    [390, 4],
    [800, 8],
  ] as const) {
    expect(second(events)).toBe(every);
    const before = new Set(heard);
    heard = Array.from({ length: 4000 }, (_, i) => idOf(i)).filter((uuid) => budget.takes(uuid));
    expect(heard.every((uuid) => before.has(uuid))).toBe(true);
    expect(Math.abs(heard.length / (4000 / every) - 1)).toBeLessThan(0.2);
  }
});

/** As random as a real one, and the same every time. */
function uuidOf(i: number): string {
  const hex = createHash('md5').update(String(i)).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
