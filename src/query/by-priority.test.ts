import { expect, test } from 'vitest';
import { QUERY_MEASURES } from '../contract/measures';
import { groupingProblem, isKnownByPriority } from './by-priority';

test('by priority only what waits is known, and its status', () => {
  expect(QUERY_MEASURES.filter(isKnownByPriority)).toEqual(['waiting', 'status']);
  expect(groupingProblem(['waiting', 'inFlight', 'workers'], 'priority')).toBe(
    'Known for whole queues only, not by priority: inFlight, workers',
  );
  expect(groupingProblem(['waiting', 'status'], 'priority')).toBeUndefined();
});

test.each(['queue', 'total'] as const)('by %s all are', (by) => expect(groupingProblem(QUERY_MEASURES, by)).toBeUndefined());
