import { expect, test } from 'vitest';
import { parseCostQuery } from '../../contract/parse-cost';
import { parseSettings } from '../../contract/parse-settings';
import type { MirrorOptions } from '../../types';
import { costQuery } from './cost-query';

const mirrorOf = (mirror: MirrorOptions) =>
  parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData: { mirror }, secureJsonData: {} }).mirror;
const saved = mirrorOf({
  maxQueues: 7,
  measures: ['memory'],
  naming: 'perQueue',
  maxDollarsPerMonth: 5,
  maxTasks: 3,
  taskMeasures: ['failed'],
});

test.each<MirrorOptions>([
  {},
  { maxQueues: 3 },
  { maxTasks: 3, taskMeasures: ['runtime', 'succeeded'] },
  { maxQueues: undefined, maxDollarsPerMonth: undefined, measures: [] },
  { measures: ['waiting', 'oldestAge'], naming: 'dimensions', maxDollarsPerMonth: 0.25 },
])('%j is understood as if it were saved', (typed) => {
  expect(parseCostQuery(new URLSearchParams(costQuery(typed) ?? ''), saved)).toEqual({
    ...mirrorOf({ ...typed, measures: typed.measures?.length ? typed.measures : undefined }),
  });
});

test('what does not read as a number is no question', () => {
  expect(costQuery({ maxQueues: 'many' })).toBeUndefined();
  expect(costQuery({ maxTasks: 'many' })).toBeUndefined();
  expect(costQuery({ maxDollarsPerMonth: '-1' })).toBeUndefined();
});
