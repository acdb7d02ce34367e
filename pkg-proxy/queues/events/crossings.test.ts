import { describe, expect, test } from 'vitest';
import type { Thresholds } from '../../../src/contract/settings';
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
  const events = lengths.map((length, i) => crossings.see('q', { waiting: length, workers: workers[i] }, i * 5000));
  expect(events.flatMap((event) => (event ? [`${event.severity}: ${event.title}`] : []))).toEqual(told);
});

describe('the age of the oldest task', () => {
  const AGED = { warning: 100, age: { warning: 60, critical: 600 }, queues: {} };
  /** @param seen of each sample how many wait and how old the oldest is, seconds */
  const told = (seen: readonly (readonly [waiting: number, oldestAge: number])[], thresholds: Thresholds = AGED, workers?: number[]) => {
    const crossings = new Crossings(thresholds);
    const events = seen.map(([waiting, oldestAge], i) => crossings.see('q', { waiting, oldestAge, workers: workers?.[i] }, i));
    return events.flatMap((event) => (event ? [`${event.severity}: ${event.title}. ${event.text}`] : []));
  };

  test.each<{ what: string; seen: [number, number][]; events: string[] }>([
    {
      what: 'up, and down with a margin',
      seen: [
        [3, 0],
        [3, 60.2],
        [3, 65],
        [3, 720],
        [3, 725],
        [3, 595],
        [3, 595],
        [3, 100],
        [3, 100],
        [3, 58],
        [3, 58],
        [3, 5],
        [3, 5],
      ],
      events: [
        'warning: q is warning. 3 tasks waiting. The oldest task is 1 min 1 s old, above the warning threshold of 1 min.',
        'critical: q is critical. 3 tasks waiting. The oldest task is 12 min old, above the critical threshold of 10 min.',
        'info: q is warning. 3 tasks waiting. The oldest task is 1 min 40 s old, below the critical threshold of 10 min.',
        'info: q is ok again. 3 tasks waiting, below the warning threshold of 100. The oldest task is 5 s old, below the warning threshold of 1 min.',
      ],
    },
    {
      what: 'both at once',
      seen: [
        [3, 0],
        [200, 90],
        [200, 95],
      ],
      events: [
        'warning: q is warning. 200 tasks waiting, above the warning threshold of 100. The oldest task is 1 min 30 s old, above the warning threshold of 1 min.',
      ],
    },
    {
      what: 'one sample alone says nothing',
      seen: [
        [3, 0],
        [3, 90],
        [3, 0],
        [3, 700],
        [3, 0],
      ],
      events: [],
    },
    {
      what: 'an age that is not known any more is no news, until none waits',
      seen: [
        [3, 0],
        [3, 90],
        [3, 95],
        [3, UNKNOWN],
        [2, UNKNOWN],
        [2, UNKNOWN],
        [0, UNKNOWN],
        [0, UNKNOWN],
      ],
      events: [
        'warning: q is warning. 3 tasks waiting. The oldest task is 1 min 30 s old, above the warning threshold of 1 min.',
        'info: q is ok again. 0 tasks waiting, below the warning threshold of 100.',
      ],
    },
    {
      what: 'never known',
      seen: [
        [3, UNKNOWN],
        [3, UNKNOWN],
        [300, UNKNOWN],
        [300, UNKNOWN],
        [3, UNKNOWN],
        [3, UNKNOWN],
      ],
      events: [
        'warning: q is warning. 300 tasks waiting, above the warning threshold of 100.',
        'info: q is ok again. 3 tasks waiting, below the warning threshold of 100.',
      ],
    },
  ])('$what', ({ seen, events }) => expect(told(seen)).toEqual(events));

  test('without thresholds on lengths no length is named', () => {
    const seen = [
      [1, 0],
      [1, 2],
      [1, 2],
      [0, 0],
      [0, 0],
    ] as const;
    expect(told(seen, { queues: { q: { age: { critical: 0.5 } } } })).toEqual([
      'critical: q is critical. 1 task waiting. The oldest task is 2 s old, above the critical threshold of 0.5 s.',
      'info: q is ok again. 0 tasks waiting.',
    ]);
    const consumed = [
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 700],
      [1, 700],
    ] as const;
    expect(told(consumed, AGED, [1, 0, 0, 1, 1])).toEqual([
      'critical: q is not consumed. 1 task waiting, and no known worker consumes the queue.',
      'critical: q is consumed again. 1 task waiting. The oldest task is 11 min 40 s old, above the critical threshold of 10 min.',
    ]);
    expect(
      told(
        [
          [5, 0],
          [5, 0],
          [0, 0],
          [0, 0],
        ],
        { queues: {} },
        [0, 0, 0, 0],
      ),
    ).toEqual(['info: q is ok again. 0 tasks waiting.']);
  });
});
