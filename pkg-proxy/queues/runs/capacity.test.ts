import { expect, test } from 'vitest';
import { capacityOf, type Demand } from './capacity';

const CALM: Demand = {
  busy: 3,
  concurrency: 4,
  arrivals: 2,
  isAtLeast: false,
  meanRuntime: 1.5,
  waiting: 10,
  oldestAge: 5,
  ageThreshold: 60,
};
const { NaN: unknown } = Number;

test.each<[string, Partial<Demand>, number | null, number | null]>([
  ['keeps up', {}, 0.75, 3],
  ['a part of a slot is a slot', { arrivals: 2.1 }, 0.75, 4],
  ['the oldest is late: 240 tasks of 1.5 s in 60 s are 6 slots more', { oldestAge: 90, waiting: 240 }, 0.75, 9],
  ['as old as it may be is not late', { oldestAge: 60, waiting: 240 }, 0.75, 3],
  ['nothing comes, and what waits is late', { arrivals: 0, oldestAge: 600, waiting: 400 }, 0.75, 10],
  ['nothing comes and nothing waits', { busy: 0, arrivals: 0, waiting: 0, oldestAge: 0 }, 0, 0],
  [
    'nothing comes and nothing waits, and no task ever ran',
    { busy: 0, arrivals: 0, waiting: 0, oldestAge: unknown, meanRuntime: unknown },
    0,
    0,
  ],
  ['none is seen, since workers take each at once', { arrivals: 0, waiting: 0, oldestAge: 0 }, 0.75, 3],
  ['none is seen, and what workers do is not known', { busy: unknown, arrivals: 0, waiting: 0, oldestAge: 0 }, null, null],
  ['more come than are seen', { arrivals: 1, isAtLeast: true }, 0.75, 3],
  ['what waits keeps workers busy, but takes no slot more', { arrivals: 1 }, 0.75, 2],
  ['very short tasks need a slot', { arrivals: 1, meanRuntime: 1e-9 }, 0.75, 1],
  ['tasks of several queues keep the workers busy', { busy: 9 }, 2.25, 3],
  ['as many slots as needed, not one more for the sums of floats', { arrivals: 100, meanRuntime: 0.07 }, 0.75, 7],
  ['concurrency is not known', { concurrency: unknown }, null, 3],
  ['no worker', { concurrency: 0 }, null, 3],
  ['busy is not known', { busy: unknown }, null, 3],
  ['arrivals are not known', { arrivals: unknown }, 0.75, null],
  ['no task has ended yet', { meanRuntime: unknown }, 0.75, null],
  ['the age is not known', { oldestAge: unknown }, 0.75, null],
  ['the length is not known', { waiting: unknown }, 0.75, null],
  ['nothing says how old a task may be', { ageThreshold: unknown, oldestAge: 1e6 }, 0.75, 3],
])('%s', (_, demand, utilisation, neededConcurrency) => {
  expect(capacityOf({ ...CALM, ...demand })).toEqual({ utilisation, neededConcurrency });
});
