import { describe, expect, test } from 'vitest';
import { type DetailMeasure, QUALITIES } from '../../../../src/contract/measures';
import type { Deliveries, Delivery, ListLook, Probe } from '../../ports/probe';
import type { Details, GoodSample } from '../../sample';
import { type ConsumerSource, DetailKeeper } from './detail-keeper';

const OPTIONS = { visibilityTimeout: 3600, ageHeader: 'enqueued_at' };
const NOTHING: Deliveries = { total: 0, overdue: 0, oldestAt: undefined, entries: [] };
const AT = 1_000_000;

/** A sample of queues with one list each. */
function sampleOf(lengths: Readonly<Record<string, number>>, at = AT, failed: readonly string[] = []): GoodSample {
  const queues = Object.keys(lengths);
  const waiting = Float64Array.from(queues, (queue) => (failed.includes(queue) ? Number.NaN : (lengths[queue] ?? 0)));
  return { ok: true, at, queues, waiting, steps: waiting, failed: new Map(failed.map((queue) => [queue, 'no list'])) };
}

function look(length: number, newer?: number): ListLook {
  const oldest = [{ sentAt: AT - 60_000, exact: true, eta: undefined, redelivered: false }];
  return { length, bytes: length * 100, newer, searched: length, anchor: 'a', tail: 't', oldest, atomic: true };
}

/** Answers with what is in `looks` by queue. */
function take(
  keeper: DetailKeeper,
  sample: GoodSample,
  looks: Readonly<Record<string, ListLook | undefined>>,
  more: Partial<Probe> = {},
  moment = sample.at,
  consumers?: ConsumerSource,
): Details {
  const request = keeper.request(sample, OPTIONS);
  const probe = { looks: request.lists.map(({ queue }) => looks[queue]), deliveries: NOTHING, ...more };
  return keeper.details(sample, request, probe, { moment, consumers });
}

/** `[value, quality]`; undefined where it is not known. */
function read(details: Details, measure: DetailMeasure, q = 0): readonly [number, string | undefined] | undefined {
  const reading = details.readings.get(measure);
  const value = reading?.values[q] ?? Number.NaN;
  return Number.isNaN(value) ? undefined : [value, QUALITIES[reading?.qualities[q] ?? 0]];
}

describe('what is in flight, by queue', () => {
  const of = (queue: string | undefined, eta?: number): Delivery => ({ queue, eta });
  const times = (count: number, entry: Delivery) => new Array<Delivery>(count).fill(entry);
  test.each([
    { name: 'none', total: 0, entries: [], a: [0, 'exact'], scheduled: [0, 'exact'] },
    { name: 'all read', total: 3, entries: [of('a'), of('a', AT + 1), of('b')], a: [2, 'exact'], scheduled: [1, 'exact'] },
    { name: 'a time that has come', total: 1, entries: [of('a', AT - 1)], a: [1, 'exact'], scheduled: [0, 'exact'] },
    { name: 'one cannot be told', total: 3, entries: [of('a'), of('a'), of(undefined)], a: [2, 'atLeast'], scheduled: [0, 'atLeast'] },
    { name: 'none can be told', total: 2, entries: times(2, of(undefined)), a: [0, 'atLeast'], scheduled: [0, 'atLeast'] },
    { name: 'a sample', total: 1000, entries: [...times(3, of('a', AT + 1)), of('b')], a: [750, 'estimate'], scheduled: [750, 'estimate'] },
    { name: 'one came meanwhile', total: 2, entries: times(3, of('a')), a: [2, 'exact'], scheduled: [0, 'exact'] },
    { name: 'none was read', total: 5, entries: [], a: undefined, scheduled: undefined },
  ])('$name', ({ total, entries, a, scheduled }) => {
    const deliveries = { total, overdue: 0, oldestAt: undefined, entries };
    const details = take(new DetailKeeper(1), sampleOf({ a: 10 }), { a: look(10) }, { deliveries });
    expect(read(details, 'inFlight')).toEqual(a);
    expect(read(details, 'scheduled')).toEqual(scheduled);
    expect(read(details, 'backlog')).toEqual(a && [10 + Number(a[0]), a[1]]);
  });
});

describe('each thing that cannot be read costs its own measures', () => {
  const known = (details: Details) => [...details.readings.keys()].filter((measure) => read(details, measure) !== undefined);
  const offOf = (details: Details) => Object.fromEntries(details.off);
  const TAKEN = ['inFlight', 'scheduled', 'backlog'];

  test('the lists', () => {
    const details = take(new DetailKeeper(1), sampleOf({ a: 10 }), {}, { looks: new Error('why') });
    expect(known(details)).toEqual(TAKEN);
    expect(offOf(details)).toEqual({ oldestAge: 'why', arrivals: 'why', departures: 'why', memory: 'why' });
  });
  test('what is in flight', () => {
    const details = take(new DetailKeeper(1), sampleOf({ a: 10 }), { a: look(10) }, { deliveries: new Error('why') });
    expect(known(details)).toEqual(['oldestAge', 'memory']);
    expect(offOf(details)).toEqual({ inFlight: 'why', scheduled: 'why', backlog: 'why' });
  });
  test('a part of the looks', () => {
    const details = take(new DetailKeeper(1), sampleOf({ a: 10 }), { a: look(10) }, { off: new Map([['oldestAge', 'why']]) });
    expect(known(details)).toEqual([...TAKEN, 'memory']);
    expect(offOf(details)).toEqual({ oldestAge: 'why' });
  });
  test('a queue whose lengths are not known', () => {
    const details = take(new DetailKeeper(1), sampleOf({ a: 10, b: 5 }, AT, ['a']), { b: look(5) });
    expect([...details.readings.keys()].filter((measure) => read(details, measure, 0))).toEqual([]);
    expect(read(details, 'memory', 1)).toEqual([500, 'estimate']);
  });
});

test('a list that could not be looked at is told about the next time, over both intervals', () => {
  const keeper = new DetailKeeper(1);
  take(keeper, sampleOf({ a: 10 }), { a: look(10) });
  take(keeper, sampleOf({ a: 12 }, AT + 5000), {});
  const details = take(keeper, sampleOf({ a: 14 }, AT + 10_000), { a: look(14, 6) });
  expect(read(details, 'arrivals')).toEqual([0.6, 'exact']);
  expect(read(details, 'departures')).toEqual([0.2, 'exact']);
});

test('of more lists than are looked at in one sample those go first that were not looked at for longest', () => {
  const keeper = new DetailKeeper(1);
  const names = Array.from({ length: 300 }, (_, i) => `q${i}`);
  const lengths = Object.fromEntries(names.map((name) => [name, 1]));
  const looks = Object.fromEntries(names.map((name) => [name, look(1)]));
  const asked = [0, 1, 2].map((n) => {
    const sample = sampleOf(lengths, AT + n * 5000);
    const { lists } = keeper.request(sample, OPTIONS);
    take(keeper, sample, looks);
    return lists.map(({ queue }) => queue);
  });
  expect(asked.map((lists) => lists.length)).toEqual([128, 128, 128]);
  expect(new Set(asked.flat()).size).toBe(300);
});

test('a clock that is set changes neither rates nor ages that were seen', () => {
  const unstamped = (length: number, newer?: number): ListLook => ({
    ...look(length, newer),
    oldest: [{ sentAt: undefined, exact: true, eta: undefined, redelivered: false }],
  });
  for (const set of [-3600_000, 60_000]) {
    const keeper = new DetailKeeper(1);
    take(keeper, sampleOf({ a: 10 }), { a: unstamped(10) });
    take(keeper, sampleOf({ a: 10 }, AT + 30_000), { a: unstamped(10, 0) });
    const details = take(keeper, sampleOf({ a: 15 }, AT + set), { a: unstamped(15, 5) }, {}, AT + 40_000);
    expect([read(details, 'arrivals'), read(details, 'oldestAge')]).toEqual([
      [0.5, 'exact'],
      [40, 'atLeast'],
    ]);
  }
});

test('what was looked at too long ago is stale', () => {
  const keeper = new DetailKeeper(1);
  take(keeper, sampleOf({ a: 10 }), { a: look(10) });
  const later = sampleOf({ a: 10 }, AT + 20_000);
  const request = { ...keeper.request(later, OPTIONS), lists: [] }; // it had to wait for its turn
  const details = keeper.details(later, request, { looks: [], deliveries: NOTHING }, { moment: later.at, staleMs: 10_000 });
  expect([read(details, 'oldestAge'), read(details, 'memory'), read(details, 'inFlight')]).toEqual([
    [80, 'stale'],
    [1000, 'stale'],
    [0, 'exact'],
  ]);
});

test('a queue of more lists than places is looked at all the same', () => {
  const keeper = new DetailKeeper(200);
  const steps = new Float64Array(400).fill(1);
  const sample = { ...sampleOf({ wide: 200, other: 200 }), steps };
  const asked = [0, 1].map((n) => {
    const { lists } = keeper.request({ ...sample, at: AT + n }, OPTIONS);
    const probe = { looks: lists.map(() => look(1)), deliveries: NOTHING };
    keeper.details({ ...sample, at: AT + n }, keeper.request(sample, OPTIONS), probe, { moment: AT + n });
    return [lists.length, lists[0]?.queue];
  });
  expect(asked).toEqual([
    [200, 'wide'],
    [200, 'other'],
  ]);
});

test('another header makes what was read of ages worthless', () => {
  const keeper = new DetailKeeper(1);
  take(keeper, sampleOf({ a: 10 }), { a: look(10) });
  expect(keeper.request(sampleOf({ a: 10 }), OPTIONS).lists[0]?.tail).toBe('t');
  expect(keeper.request(sampleOf({ a: 10 }), { ...OPTIONS, ageHeader: 'sent_at' }).lists[0]?.tail).toBeUndefined();
});

test('of a list whose messages are too large to be looked at no age is known', () => {
  const keeper = new DetailKeeper(1);
  const large: ListLook = { ...look(10), anchor: undefined, tail: undefined, oldest: undefined, newer: undefined };
  take(keeper, sampleOf({ a: 10 }), { a: large });
  const details = take(keeper, sampleOf({ a: 10 }, AT + 3600_000), { a: large });
  expect([read(details, 'oldestAge'), read(details, 'arrivals')]).toEqual([undefined, undefined]);
});

test('a queue that is no longer there is forgotten', () => {
  const keeper = new DetailKeeper(1);
  take(keeper, sampleOf({ a: 10 }), { a: look(10) });
  take(keeper, sampleOf({ b: 10 }, AT + 5000), { b: look(10) });
  const details = take(keeper, sampleOf({ a: 10 }, AT + 10_000), { a: look(10, 0) });
  expect(read(details, 'arrivals')).toBeUndefined();
});

describe('where a queue was empty in between, its workers say what they finished', () => {
  test.each([
    { name: 'nobody knows', finished: undefined, arrivals: [1, 'atLeast'], departures: [0, 'atLeast'] },
    { name: 'they finished more', finished: 3, arrivals: [4, 'estimate'], departures: [3, 'estimate'] },
  ])('$name', ({ finished, arrivals, departures }) => {
    const keeper = new DetailKeeper(1);
    const consumers: ConsumerSource = {
      readingOf: (queues) => ({ values: new Float64Array(queues.length), qualities: new Uint8Array(queues.length) }),
      throughputOf: () => finished,
    };
    take(keeper, sampleOf({ a: 0 }), {});
    const details = take(keeper, sampleOf({ a: 5 }, AT + 5000), { a: look(5) }, {}, AT + 5000, consumers);
    expect(read(details, 'arrivals')).toEqual(arrivals);
    expect(read(details, 'departures')).toEqual(departures);
    expect(read(details, 'workers')).toEqual([0, 'exact']);
  });

  test('an exact rate needs nobody', () => {
    const keeper = new DetailKeeper(1);
    const consumers: ConsumerSource = {
      readingOf: () => ({ values: new Float64Array(1), qualities: new Uint8Array(1) }),
      throughputOf: () => 100,
    };
    take(keeper, sampleOf({ a: 5 }), { a: look(5) });
    expect(read(take(keeper, sampleOf({ a: 5 }, AT + 5000), { a: look(5, 5) }, {}, AT + 5000, consumers), 'departures')).toEqual([
      1,
      'exact',
    ]);
  });
});
