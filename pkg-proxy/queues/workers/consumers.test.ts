import { describe, expect, test } from 'vitest';
import { QUALITIES } from '../../../src/contract/measures';
import { consumersReading, takeCensus } from './consumers';
import { compileQueuesOf } from './queues-of';
import { Worker } from './worker';

const NOW = 1_000_000;

interface Given {
  /** Seconds since it was heard, by worker. */
  readonly workers: Readonly<Record<string, number>>;
  readonly asked?: Readonly<Record<string, readonly string[]>>;
  /** Seconds since a worker said that it consumes other queues. */
  readonly askedFor?: number;
  readonly mapping?: Readonly<Record<string, readonly string[]>>;
  /** Seconds; null when nobody listens. */
  readonly listening?: number | null;
  /** By worker. */
  readonly slots?: Readonly<Record<string, number>>;
}
const QUEUES = ['emails', 'reports', 'celery'];

function census({ workers, asked = {}, askedFor = 60, mapping = {}, listening = 600, slots = {} }: Given) {
  const listeningSince = listening === null ? undefined : NOW - listening * 1000;
  const all = Object.entries(workers).map(([name, silent]) => {
    const worker = new Worker(name, NOW - silent * 1000);
    const heardAt = NOW - silent * 1000;
    const said = { worker: name, freq: 2, active: 0, load: 0, sentAt: Number.NaN } as const;
    worker.heard({ ...said, kind: 'heartbeat', processed: 0 }, heardAt - 2000);
    if (asked[name]) worker.answered(asked[name], NOW - askedFor * 1000);
    worker.heard({ ...said, kind: 'heartbeat', processed: 6 }, heardAt);
    return worker;
  });
  return takeCensus({
    now: NOW,
    workers: all,
    stateOf: (worker) => worker.state(NOW, listeningSince),
    queuesOf: compileQueuesOf(mapping, (queue) => QUEUES.includes(queue)),
    slotsOf: ({ name }) => slots[name] ?? Number.NaN,
    listeningSince,
    mapped: new Set(Object.values(mapping).flat()),
  });
}

function consumers(given: Given): string {
  const { values, qualities } = consumersReading(QUEUES, census(given));
  return QUEUES.map((queue, i) => `${queue} ${values[i]} ${QUALITIES[qualities[i] ?? -1]}`).join(', ');
}

describe('who consumes a queue', () => {
  const by = { mapping: { 'emails@*': ['emails'], 'rest@h': ['reports', 'celery'] } };
  test.each<[what: string, given: Given, says: string]>([
    ['nobody was ever heard', { workers: {} }, 'emails NaN unknown, reports NaN unknown, celery NaN unknown'],
    [
      'by the settings',
      { ...by, workers: { 'emails@1': 0, 'emails@2': 1, 'rest@h': 0 } },
      'emails 2 exact, reports 1 exact, celery 1 exact',
    ],
    ['asked', { workers: { 'celery@1': 0 }, asked: { 'celery@1': ['emails'] } }, 'emails 1 exact, reports 0 exact, celery 0 exact'],
    [
      'asked too long ago to be believed',
      { workers: { 'celery@1': 0 }, asked: { 'celery@1': ['emails'] }, askedFor: 600 },
      'emails NaN unknown, reports NaN unknown, celery NaN unknown',
    ],
    [
      'asked a moment ago',
      { workers: { 'celery@1': 0 }, asked: { 'celery@1': ['emails'] }, askedFor: 5 },
      'emails 1 exact, reports NaN unknown, celery NaN unknown',
    ],
    ['by its name', { workers: { 'emails@1': 0 } }, 'emails 1 estimate, reports NaN unknown, celery NaN unknown'],
    [
      'by its name, with another service gone',
      { workers: { 'emails@1': 0, 'reports@1': 120 } },
      'emails 1 estimate, reports 0 estimate, celery NaN unknown',
    ],
    ["Celery's default name says nothing", { workers: { 'celery@1': 0 } }, 'emails NaN unknown, reports NaN unknown, celery NaN unknown'],
    [
      'one that may consume anything',
      { ...by, workers: { 'emails@1': 0, 'celery@1': 0 } },
      'emails 1 atLeast, reports NaN unknown, celery NaN unknown',
    ],
    [
      'one that is late',
      { ...by, workers: { 'emails@1': 0, 'emails@2': 8, 'rest@h': 8 } },
      'emails 1 atLeast, reports NaN unknown, celery NaN unknown',
    ],
    ['gone for a moment', { ...by, workers: { 'emails@1': 20 } }, 'emails NaN unknown, reports 0 exact, celery 0 exact'],
    ['gone', { ...by, workers: { 'emails@1': 31 } }, 'emails 0 exact, reports 0 exact, celery 0 exact'],
    ['gone, whatever it consumed', { workers: { 'celery@1': 20 } }, 'emails NaN unknown, reports NaN unknown, celery NaN unknown'],
    ['long gone, whatever it consumed', { workers: { 'celery@1': 40 } }, 'emails 0 exact, reports 0 exact, celery 0 exact'],
    ['named in the settings and never heard', { ...by, workers: {} }, 'emails 0 exact, reports 0 exact, celery 0 exact'],
    [
      'in the first minute',
      { ...by, workers: { 'emails@1': 0 }, listening: 59 },
      'emails 1 atLeast, reports NaN unknown, celery NaN unknown',
    ],
    [
      'gone in the first minute',
      { ...by, workers: { 'emails@1': 40 }, listening: 59 },
      'emails NaN unknown, reports NaN unknown, celery NaN unknown',
    ],
    [
      'nobody listens',
      { ...by, workers: { 'emails@1': 0, 'rest@h': 300 }, listening: null },
      'emails 1 atLeast, reports NaN unknown, celery NaN unknown',
    ],
  ])('%s', (_, given, says) => expect(consumers(given)).toBe(says));
});

test('what the workers of a queue begin is known when they serve no other', () => {
  const mapping = { 'emails@*': ['emails'], 'rest@h': ['reports', 'celery'] };
  const of = (given: Given) => QUEUES.map((queue) => census(given).throughputOf(queue));
  expect(of({ mapping, workers: { 'emails@1': 0, 'emails@2': 0, 'rest@h': 0 } })).toEqual([6, undefined, undefined]);
  expect(of({ mapping, workers: { 'emails@1': 0, 'celery@1': 0 } })).toEqual([undefined, undefined, undefined]);
  expect(of({ mapping, workers: { 'emails@1': 0 }, listening: 10 })).toEqual([undefined, undefined, undefined]);
  expect(of({ mapping, workers: { 'emails@1': 99 } })).toEqual([undefined, undefined, undefined]);
});

test('the slots of a queue are those of its workers, where they are known of each', () => {
  const mapping = { 'emails@*': ['emails'], 'rest@h': ['reports', 'celery'] };
  const slots = { 'emails@1': 4, 'emails@2': 8, 'rest@h': 2 };
  const of = (given: Given) => {
    const { slotsOf } = census(given);
    return QUEUES.map((queue) => {
      const { slots, quality, isShared } = slotsOf(queue);
      return `${slots} ${quality}${isShared ? ' shared' : ''}`;
    }).join(', ');
  };
  const all = { 'emails@1': 0, 'emails@2': 0, 'rest@h': 0 };
  expect(of({ mapping, slots, workers: all })).toBe('12 exact, 2 exact shared, 2 exact shared');
  expect(of({ mapping, slots: { 'emails@1': 4 }, workers: all })).toBe('NaN unknown, NaN unknown shared, NaN unknown shared');
  expect(of({ mapping, slots, workers: { ...all, 'emails@2': 8 } })).toBe('4 atLeast, 2 exact shared, 2 exact shared');
  expect(of({ mapping, slots, workers: { 'emails@1': 99 } })).toBe('0 exact, 0 exact, 0 exact');
  expect(of({ slots, workers: { 'celery@1': 0 } })).toBe('NaN unknown, NaN unknown, NaN unknown');
});
