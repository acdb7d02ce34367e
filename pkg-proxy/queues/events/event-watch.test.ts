import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Thresholds } from '../../../src/contract/settings';
import type { BrokerFacts, BrokerReading } from '../ports/broker-facts';
import { BrokerError } from '../ports/reader';
import type { Sample } from '../sample';
import { fakeFacts } from '../testing/fake-facts';
import { EventWatch } from './event-watch';

const BEGIN = Date.UTC(2026, 0, 5, 12);
const THRESHOLDS: Thresholds = { warning: 100, critical: 1000, queues: { own: { warning: 5 } } };

let now: number;
let watch: EventWatch;
let source: { discovering: boolean; discoveryError: unknown };
let sampled: (sample: Sample) => void;
let read: (reading: BrokerReading, before: BrokerReading | undefined) => void;
let names: readonly string[] = [];

beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN });
  now = BEGIN;
  source = { discovering: false, discoveryError: undefined };
  const samples = Object.assign(source, {
    onSample: (listener: (sample: Sample) => void) => {
      sampled = listener;
      return () => {};
    },
  });
  const readings = {
    onReading: (listener: typeof read) => {
      read = listener;
      return () => {};
    },
  };
  watch = new EventWatch(samples, readings, { thresholds: THRESHOLDS, selects: (queue) => queue !== 'hidden' });
  return () => vi.useRealTimers();
});

/** Time passes, by both clocks. */
function pass(ms: number): void {
  vi.advanceTimersByTime(ms);
  now += ms;
}

/** A sample 5 s after the last, of these lengths. The list of names stays the same object as in the real catalogue. */
function see(lengths: Readonly<Record<string, number>>): void {
  const keys = Object.keys(lengths);
  if (keys.join() !== names.join()) names = keys;
  const waiting = Float64Array.from(Object.values(lengths));
  pass(5000);
  sampled({ ok: true, at: now, queues: names, waiting, steps: waiting, failed: new Map() });
}
const series = (queue: string, ...lengths: number[]) => {
  for (const length of lengths) see({ [queue]: length });
};
function fail(): void {
  pass(2000);
  sampled({ ok: false, at: now, error: new BrokerError('refused', 'Redis at h: nobody there') });
}
const told = () => watch.log.last(1000).map(({ kind, title }) => `${kind}: ${title}`);

test('that nobody consumes many queues is one event', () => {
  const many = Array.from({ length: 50 }, (_, i) => `q${i}`);
  const seeAll = (workers: number) => {
    if (names.length !== many.length) names = many;
    pass(5000);
    const waiting = new Float64Array(50).fill(5);
    const readings = new Map([['workers' as const, { values: new Float64Array(50).fill(workers), qualities: new Uint8Array(50) }]]);
    sampled({ ok: true, at: now, queues: names, waiting, steps: waiting, failed: new Map(), details: { readings, off: new Map() } });
  };
  for (const workers of [1, 0, 0, 0]) seeAll(workers);
  expect(watch.log.last(100).map(({ kind }) => kind)).toEqual(['unconsumed']);
});

describe('thresholds', () => {
  test.each<[string, number[], string[]]>([
    ['up and down', [0, 200, 200, 2000, 2000, 500, 500, 1, 1], ['is warning', 'is critical', 'is warning', 'is ok again']],
    ['one sample alone is no crossing', [0, 200, 0, 2000, 0, 0, 0], []],
    ['a queue that was long at the start', [2000, 2000, 2000], []],
    ['a queue that cannot be read', [0, Number.NaN, Number.NaN, 0], []],
    ['a gap in a crossing', [0, 200, Number.NaN, 200], ['is warning']],
    ['around the bound', [0, 101, 101, 99, 99, 101, 101, 95, 95, 102, 102], ['is warning']],
    ['clearly below the bound', [0, 101, 101, 90, 90], ['is warning', 'is ok again']],
    ['straight to critical and to ok', [0, 5000, 5000, 1, 1], ['is critical', 'is ok again']],
  ])('%s', (_, lengths, titles) => {
    series('celery', ...lengths);
    expect(told()).toEqual(titles.map((title) => `threshold: celery ${title}`));
  });

  test('say when it began, how many waited and by which bound; the own bound goes before the general', () => {
    see({ own: 0, celery: 0 });
    see({ own: 7, celery: 7 });
    see({ own: 9, celery: 9 });
    expect(watch.log.last(9)).toMatchObject([
      { at: BEGIN + 10_000, queue: 'own', severity: 'warning', text: '7 tasks waiting, above the warning threshold of 5.' },
    ]);
    see({ own: 1, celery: 1 });
    see({ own: 1, celery: 1 });
    expect(watch.log.last(1)).toMatchObject([{ severity: 'info', text: '1 task waiting, below the warning threshold of 5.' }]);
  });

  test('a queue that flaps for hours is a handful of events', () => {
    for (let i = 0; i < 500; i++) series('celery', 1, 1, 500, 500);
    expect(told().length).toBeLessThan(8);
    expect(watch.log.last(1)[0]?.text).toMatch(/This happened \d{3} times since/);
  });

  test('that all queues cross together are one event, beside the others', () => {
    const all = (length: number, own: number) => ({ ...Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`q${i}`, length])), own });
    for (const [length, own] of [
      [0, 9],
      [500, 9],
      [500, 9],
      [0, 9],
      [0, 1],
      [0, 1],
    ] as const)
      see(all(length, own));
    expect(told()).toEqual([
      'threshold: q0 is warning, and 39 more queues',
      'threshold: q0 is ok again, and 39 more queues',
      'threshold: own is ok again',
    ]);
    expect(watch.log.last(3)[0]).toMatchObject({ severity: 'warning', queue: undefined, text: 'q0, q1, q2, q3, q4 and 35 more.' });
  });

  test('a bound that was moved is no crossing', () => {
    series('celery', 50, 50);
    watch.configure({ thresholds: { warning: 10, queues: {} }, selects: () => true });
    series('celery', 50, 50, 50);
    expect(told()).toEqual([]);
  });
});

describe('queues that appear', () => {
  test('after the start, with what waits in them; those of the start do not', () => {
    see({ a: 1, b: 0 });
    see({ a: 1, b: 0 });
    see({ a: 1, b: 0, c: 4, hidden: 9 });
    see({ a: 1, b: 0, c: 4, hidden: 9 });
    expect(told()).toEqual(['appeared: c appeared']);
    expect(watch.log.last(1)[0]?.text).toBe('4 tasks waiting.');
  });

  test('not while the first look through the broker goes on, or has failed', () => {
    source.discovering = true;
    see({ a: 1 });
    see({ a: 1, b: 1 });
    source.discovering = false;
    source.discoveryError = new Error();
    see({ a: 1, b: 1, c: 1 });
    source.discoveryError = undefined;
    see({ a: 1, b: 1, c: 1, d: 1 });
    expect(told()).toEqual([]);
    see({ a: 1, b: 1, c: 1, d: 1, e: 1 });
    expect(told()).toEqual(['appeared: e appeared']);
  });

  test('many at once are one event, and those that settings brought are none', () => {
    see({ a: 1 });
    see({ a: 1, ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`q${i}`, 0])) });
    expect(watch.log.last(9)).toMatchObject([{ title: 'q0 appeared, and 29 more queues', text: 'q0, q1, q2, q3, q4 and 25 more.' }]);
    watch.configure({ thresholds: THRESHOLDS, selects: () => true });
    see({ a: 1, configured: 0 });
    expect(told()).toHaveLength(1);
  });

  test('and are long cross their threshold too', () => {
    see({ a: 1 });
    see({ a: 1, b: 500 });
    see({ a: 1, b: 500 });
    see({ a: 1, b: 500 });
    expect(told()).toEqual(['appeared: b appeared', 'threshold: b is warning']);
  });
});

describe('queues that drain', () => {
  test.each<[string, string, number[], boolean]>([
    ['many, for a while', 'celery', [12, 8, 3, 0], true],
    ['few', 'celery', [9, 8, 3, 0], false],
    ['few, but over its own warning', 'own', [6, 6, 6, 0], true],
    ['many, for a moment', 'celery', [50, 50, 0], false],
    ['not yet', 'celery', [50, 50, 50, 1], false],
    ['not known', 'celery', [50, 50, 50, Number.NaN], false],
    ['a gap in between', 'celery', [50, 50, Number.NaN, 50, 0], true],
  ])('%s', (_, queue, lengths, drained) => {
    series(queue, ...lengths);
    expect(told().filter((title) => title.startsWith('drained'))).toEqual(drained ? [`drained: ${queue} is empty`] : []);
  });

  test('say how many it held and for how long', () => {
    series('celery', 12, 40, 3, 0);
    expect(watch.log.last(1)[0]?.text).toBe('It held up to 40 tasks and was not empty for 15 s.');
  });
});

describe('a broker that cannot be read', () => {
  test('is one event, from the first failure until it is back', () => {
    series('celery', 1);
    fail();
    expect(told()).toEqual([]);
    for (let i = 0; i < 10; i++) fail();
    expect(watch.log.last(9)).toMatchObject([{ at: BEGIN + 7000, open: true, kind: 'unreadable', text: 'Redis at h: nobody there' }]);
    series('celery', 1, 1);
    expect(watch.log.last(9)).toMatchObject([{ at: BEGIN + 7000, until: BEGIN + 32_000, open: false }]);
  });

  test('one failure is a hiccup; a broker that flaps is one event', () => {
    for (let i = 0; i < 20; i++) {
      series('celery', 1);
      fail();
    }
    expect(told()).toEqual([]);
    for (let i = 0; i < 20; i++) {
      series('celery', 1);
      fail();
      fail();
    }
    expect(told()).toHaveLength(1);
    series('celery', ...Array(20).fill(1));
    fail();
    fail();
    expect(told()).toHaveLength(2);
  });

  test('from the start is told too', () => {
    fail();
    fail();
    expect(told()).toEqual(['unreadable: The broker cannot be read']);
  });
});

describe('the server', () => {
  const change = (before: Partial<BrokerFacts>, after: Partial<BrokerFacts>, seconds = 15, set = 0) => {
    const first = { at: BEGIN, moment: 0, facts: fakeFacts(before) };
    read(first, undefined);
    read({ at: BEGIN + set + seconds * 1000, moment: seconds * 1000, facts: fakeFacts(after) }, first);
    return watch.log.last(9);
  };

  test.each<[string, Partial<BrokerFacts>, Partial<BrokerFacts>, string | undefined]>([
    ['goes on', {}, { uptime: 86_415 }, undefined],
    ['was restarted', {}, { runId: 'run-2', uptime: 9 }, 'restart'],
    ['was restarted as a replica', {}, { runId: 'run-2', uptime: 9, role: 'replica' }, 'restart'],
    ['hides its run, and was restarted', { runId: undefined }, { runId: undefined, uptime: 9 }, 'restart'],
    ['is another one', {}, { runId: 'run-2', uptime: 50_000 }, 'failover'],
    ['was promoted', { role: 'replica' }, { role: 'master', replicationId: 'history-2', formerReplicationId: 'history-1' }, 'failover'],
    ['was demoted', {}, { role: 'replica' }, 'failover'],
    ['has another master', { role: 'replica' }, { role: 'replica', replicationId: 'h2', formerReplicationId: 'history-1' }, 'failover'],
    ['got its first replica', {}, { replicationId: 'h2', formerReplicationId: '0000', replicas: 1 }, undefined],
    ['evicts', { evictedKeys: 5 }, { evictedKeys: 12, evictionPolicy: 'allkeys-lru' }, 'eviction'],
    ['tells nothing of its role', {}, { role: undefined }, undefined],
  ])('%s', (_, before, after, kind) => {
    expect(change(before, after).map((event) => event.kind)).toEqual(kind ? [kind] : []);
  });

  test('a restart is told at its time, an eviction with its number and what it means', () => {
    expect(change({}, { runId: 'run-2', uptime: 9, keys: 0 })).toMatchObject([
      { at: BEGIN + 6000, severity: 'warning', text: 'Redis 7.0.15 started; its database now holds 0 keys.' },
    ]);
    const [, eviction] = change({ evictedKeys: 5 }, { evictedKeys: 12, evictionPolicy: 'allkeys-lru' });
    expect(eviction?.text).toBe(
      '7 keys were evicted since 2026-01-05T12:00:00.000Z, because memory is full (allkeys-lru). Queues may be among them, so tasks may be lost.',
    );
  });

  test.each([
    [-3600_000, 9, 'restart'],
    [60_000, 70, 'failover'],
  ])('with the clock set by %d ms, a run of %d s is a %s', (set, uptime, kind) => {
    expect(change({}, { runId: 'run-2', uptime }, 15, set).map((event) => event.kind)).toEqual([kind]);
  });

  test('that evicts all the time is no flood', () => {
    for (let i = 1; i < 500; i++) {
      pass(15_000);
      const reading = (evictedKeys: number) => ({ at: now, moment: 0, facts: fakeFacts({ evictedKeys }) });
      read(reading(i), reading(i - 1));
    }
    expect(told().length).toBeLessThan(8);
  });
});

describe('workers', () => {
  test('that come and go; late ones are not news', () => {
    const at = (s: number) => BEGIN + s * 1000;
    watch.onWorkerState('w1@h', 'online', 'late', at(100));
    watch.onWorkerState('w1@h', 'late', 'online', at(101));
    watch.onWorkerState('w1@h', 'online', 'late', at(110));
    watch.onWorkerState('w1@h', 'late', 'gone', at(120));
    watch.onWorkerState('w2@h', undefined, 'online', at(130));
    watch.onWorkerState('w1@h', 'gone', 'online', at(140));
    expect(told()).toEqual(['worker-gone: w1@h is gone', 'worker-online: w2@h is online', 'worker-online: w1@h is online']);
    expect(watch.log.last(1)[0]).toMatchObject({ worker: 'w1@h', text: 'The worker is back.' });
  });
});
