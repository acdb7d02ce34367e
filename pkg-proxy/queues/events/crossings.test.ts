import { expect, test } from 'vitest';
import { Crossings } from './crossings';

const THRESHOLDS = { warning: 100, critical: 1000, queues: {} };
const UNKNOWN = Number.NaN;

test.each<{ what: string; lengths: number[]; workers: number[]; told: string[] }>([
  {
    what: 'nobody consumes it, and then somebody does',
    lengths: [5, 5, 5, 2000, 2000, 2000, 2000, 0, 0],
    workers: [1, 0, 0, 0, 0, 2, 2, 0, 0],
    told: ['critical: q is not consumed', 'critical: q is consumed again', 'info: q is ok again'],
  },
  {
    what: 'that workers are not known any more is no news',
    lengths: [5, 5, 5, 5, 5, 5, 5],
    workers: [1, 0, 0, UNKNOWN, UNKNOWN, 0, 0],
    told: ['critical: q is not consumed'],
  },
  {
    what: 'consumed again, and few wait',
    lengths: [9, 9, 9, 9, 9],
    workers: [1, 0, 0, 2, 2],
    told: ['critical: q is not consumed', 'info: q is consumed again'],
  },
  {
    what: 'emptied by hand',
    lengths: [5, 5, 5, 0, 0],
    workers: [1, 0, 0, 0, 0],
    told: ['critical: q is not consumed', 'info: q is ok again'],
  },
  { what: 'one sample alone says nothing', lengths: [5, 5, 5, 5], workers: [1, 0, 1, 1], told: [] },
])('$what', ({ lengths, workers, told }) => {
  const crossings = new Crossings(THRESHOLDS);
  const events = lengths.map((length, i) => crossings.see('q', length, i * 5000, workers[i]));
  expect(events.flatMap((event) => (event ? [`${event.severity}: ${event.title}`] : []))).toEqual(told);
});
