import { expect, test } from 'vitest';
import { QUERY_MEASURES } from '../contract/measures';
import { QUERY_TYPES } from '../contract/query';
import { describeMeasures, describeQueryType, measureOptions, queryTypeOptions } from './query-options';

test('every kind of query can be chosen, and says what it shows', () => {
  expect(queryTypeOptions('now').map(({ value }) => value)).toEqual(expect.arrayContaining([...QUERY_TYPES]));
  expect(QUERY_TYPES.map(describeQueryType)).not.toContain('');
});

test('only the kinds that are not chosen have a tooltip', () => {
  const told = queryTypeOptions('tasks').filter(({ description }) => description !== undefined);
  expect(told.map(({ value }) => value)).toEqual(['history', 'now', 'workers', 'broker', 'runs', 'events']);
});

test('every measure says what it means, with its unit', () => {
  const options = measureOptions('queue');
  expect(options.map(({ value }) => value)).toEqual(QUERY_MEASURES);
  for (const { description, isDisabled } of options) expect([description, isDisabled]).toEqual([expect.stringMatching(/\.$/), false]);
  expect(describeMeasures(['oldestAge'])).toMatch(/In seconds\.$/);
});

test('by priority only what is known by priority can be chosen', () => {
  const open = measureOptions('priority').filter(({ isDisabled }) => !isDisabled);
  expect(open.map(({ value }) => value)).toEqual(['waiting', 'status']);
});

test('of several measures each is told by its name', () => {
  expect(describeMeasures(['memory', 'backlog'])).toMatch(/^backlog: .+ memory: .+ In bytes\.$/);
});
