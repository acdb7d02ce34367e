import { expect, test } from 'vitest';
import { TaskRoster } from './task-roster';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const START = 100 * HOUR;
const runs = (ended: Readonly<Record<string, number>>) => new Map(Object.entries(ended));

test('those with the most runs have the places', () => {
  const roster = new TaskRoster(2);
  roster.see(START, runs({ rare: 1, often: 50, some: 5 }));
  expect([...roster.names].sort()).toEqual(['often', 'some']);
  expect(roster).toMatchObject({ size: 2, known: 3, leftOut: { count: 1, names: ['rare'] } });
});

test('within an hour nobody loses a place, and when the next begins it goes to who has more runs', () => {
  const roster = new TaskRoster(1);
  roster.see(START, runs({ first: 1 }));
  roster.see(START + 30 * MINUTE, runs({ busy: 1_000 }));
  expect([...roster.names]).toEqual(['first']);
  roster.see(START + HOUR, runs({}));
  expect([...roster.names]).toEqual(['busy']);
});

test('who ran nothing for an hour loses the place when an hour begins', () => {
  const roster = new TaskRoster(2);
  roster.see(START + 59 * MINUTE, runs({ nightly: 9, hourly: 1 }));
  roster.see(START + HOUR, runs({}));
  expect(roster.has('nightly')).toBe(true);
  roster.see(START + HOUR + 30 * MINUTE, runs({ hourly: 1 }));
  roster.see(START + 2 * HOUR, runs({}));
  expect([...roster.names]).toEqual(['hourly']);
  expect(roster.known).toBe(1);
});

test('the rest has no place of its own', () => {
  const roster = new TaskRoster(5);
  roster.see(START, runs({ '': 9, Other: 9, a: 1 }));
  expect([...roster.names]).toEqual(['a']);
});
