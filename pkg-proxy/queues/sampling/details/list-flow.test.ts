import { describe, expect, test } from 'vitest';
import { randomOf } from '../../../../test/setup/seeded-random';
import { SimulatedList } from '../../testing/simulated-list';
import { ListFlow } from './list-flow';

const MINUTE = 60_000;

/** Runs a known process against a list that is looked at every five seconds, and adds up truth and report by quality. */
function simulate({ seed, arrivals, service, restore = 0, minutes = 30 }: Process) {
  const list = new SimulatedList();
  const random = randomOf(seed);
  let flow: ListFlow | undefined;
  const sums = { exact: newSum(), estimate: newSum(), atLeast: newSum(), unknown: newSum() };
  const ages: { readonly said: number; readonly truth: number; readonly quality: string }[] = [];
  for (let at = 0; at < minutes * MINUTE; at += 5000) {
    const truth = { arrivals: 0, departures: 0 };
    for (let second = 0; second < 5; second++) {
      const now = at + second * 1000;
      for (let n = poisson(arrivals(now), random); n > 0; n--, truth.arrivals++) list.push(now);
      for (let n = poisson(service(now), random); n > 0 && list.length > 0; n--, truth.departures++) list.pop();
      if (random() < restore && list.restore()) truth.departures--; // taken and given back
    }
    const now = at + 5000;
    if (!flow) {
      flow = new ListFlow(now, list.length);
      if (list.length > 0) flow.look(list.look(flow.question('q', 0)), now);
      continue;
    }
    const said = list.length === 0 ? flow.empty() : flow.look(list.look(flow.question('q', 0)), now);
    const sum = sums[said?.quality ?? 'unknown'];
    sum.intervals++;
    sum.arrivals += truth.arrivals;
    sum.departures += truth.departures;
    sum.saidArrivals += said?.arrivals ?? 0;
    sum.saidDepartures += said?.departures ?? 0;
    if (said?.quality === 'exact') expect([said.arrivals, said.departures]).toEqual([truth.arrivals, truth.departures]);
    if (said?.quality === 'atLeast') {
      expect(said.arrivals).toBeLessThanOrEqual(truth.arrivals);
      expect(said.departures).toBeLessThanOrEqual(truth.departures);
    }
    const age = flow.age(now, now);
    if (age && age !== 'unknown' && list.length > 0) ages.push({ said: age.ms, truth: now - list.oldestSentAt, quality: age.quality });
  }
  return { sums, ages };
}

interface Process {
  readonly seed: number;
  /** Tasks a second. */
  readonly arrivals: (now: number) => number;
  readonly service: (now: number) => number;
  /** Probability a second that a worker dies and gives back what it had. */
  readonly restore?: number;
  readonly minutes?: number;
}

const newSum = () => ({ intervals: 0, arrivals: 0, departures: 0, saidArrivals: 0, saidDepartures: 0 });

function poisson(mean: number, random: () => number): number {
  let n = 0;
  for (let p = random(), limit = Math.exp(-mean); p > limit && n < 1000; p *= random()) n++;
  return n;
}

describe('with known arrivals and service', () => {
  test('a queue with a backlog: every interval is exact', () => {
    const { sums } = simulate({ seed: 1, arrivals: () => 6, service: (now) => (now < 2 * MINUTE ? 0 : 6) });
    expect(sums.exact.arrivals).toBeGreaterThan(5000);
    expect(sums.exact.saidArrivals).toBe(sums.exact.arrivals);
    expect(sums.exact.saidDepartures).toBe(sums.exact.departures);
    expect(sums.atLeast.intervals).toBe(0);
  });

  test('a queue that is often empty: exact where that can be, else never too much', () => {
    const { sums } = simulate({ seed: 2, arrivals: () => 2, service: () => 3 });
    expect(sums.atLeast.intervals).toBeGreaterThan(50);
    expect(sums.atLeast.saidArrivals).toBeLessThan(sums.atLeast.arrivals);
  });

  test('bursts: what came is exact while the burst waits', () => {
    const { sums } = simulate({ seed: 3, arrivals: (now) => (now % (5 * MINUTE) < MINUTE ? 40 : 0.2), service: () => 8 });
    expect(sums.exact.arrivals / (sums.exact.arrivals + sums.atLeast.arrivals)).toBeGreaterThan(0.8);
  });

  test('restored tasks are no arrivals, and count against departures; more of them than departures is an estimate', () => {
    const { sums } = simulate({ seed: 4, arrivals: () => 4, service: (now) => (now < 2 * MINUTE ? 0 : 4), restore: 0.05 });
    expect(sums.exact.departures).toBeGreaterThan(1000);
    expect(sums.estimate.saidArrivals).toBe(sums.estimate.arrivals);
  });

  test('the age of the oldest is a lower bound, and near the truth once all that wait have come under our eyes', () => {
    const { ages } = simulate({ seed: 5, arrivals: () => 5, service: (now) => (now < 5 * MINUTE ? 1 : 5.2), minutes: 40 });
    expect(new Set(ages.map(({ quality }) => quality))).toEqual(new Set(['atLeast']));
    for (const { said, truth } of ages) expect(said).toBeLessThanOrEqual(truth);
    const late = ages.slice(-100);
    for (const { said, truth } of late) expect(truth - said).toBeLessThanOrEqual(5000);
  });

  test('with a time in the message the age is exact', () => {
    const list = new SimulatedList({ stamped: true });
    list.push(1000);
    list.push(2000);
    const flow = new ListFlow(5000, 2);
    flow.look(list.look(flow.question('q', 0)), 5000);
    expect(flow.age(61_000, 61_000)).toEqual({ ms: 60_000, quality: 'exact' });
  });
});

describe('the oldest is not who stands first', () => {
  const aged = (...tasks: { sentAt?: number; eta?: number; redelivered?: boolean }[]) => {
    const flow = new ListFlow(0, 9);
    const oldest = tasks.map(({ sentAt, eta, redelivered = false }) => ({ sentAt, eta, redelivered, exact: true }));
    const look = { length: 9, bytes: 1, newer: undefined, searched: 9, anchor: 'a', tail: 't', oldest, atomic: true };
    flow.look(look, 0);
    return flow.age(100_000, 100_000);
  };
  test('a restored task before an older one', () =>
    expect(aged({ sentAt: 50_000, redelivered: true }, { sentAt: 10_000 })).toEqual({ ms: 90_000, quality: 'exact' }));
  test('only restored ones in sight: an estimate', () =>
    expect(aged({ sentAt: 50_000, redelivered: true })).toEqual({ ms: 50_000, quality: 'estimate' }));
  test('a task for later waits from then on', () => expect(aged({ sentAt: 1000, eta: 70_000 })).toEqual({ ms: 30_000, quality: 'exact' }));
  test('tasks that are all for later do not wait', () =>
    expect(aged({ sentAt: 1000, eta: 170_000 })).toEqual({ ms: 0, quality: 'atLeast' }));
});

test('messages too large to be remembered: nothing is claimed', () => {
  const flow = new ListFlow(0, 3);
  const large = {
    length: 3,
    bytes: 3e8,
    newer: undefined,
    searched: 3,
    anchor: undefined,
    tail: undefined,
    oldest: undefined,
    atomic: true,
  };
  expect(flow.look(large, 0)).toBeUndefined();
  expect(flow.look(large, 60_000)).toBeUndefined();
  expect(flow.age(120_000, 120_000)).toBe('unknown');
});

test('an anchor deeper than is searched: lower bounds, and no age that might be too great', () => {
  const list = new SimulatedList({ depth: 50 });
  for (let i = 0; i < 100; i++) list.push(0);
  const flow = new ListFlow(1000, 100);
  flow.look(list.look(flow.question('q', 0)), 1000);
  for (let i = 0; i < 80; i++) list.push(5000);
  for (let i = 0; i < 60; i++) list.pop();
  expect(flow.look(list.look(flow.question('q', 0)), 6000)).toEqual({ arrivals: 50, departures: 30, quality: 'atLeast' });
  expect(flow.age(7000, 7000)).toEqual({ ms: 1000, quality: 'atLeast' });
});
