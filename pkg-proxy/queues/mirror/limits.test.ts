import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Measure } from '../../../src/contract/measures';
import { log, MemoryStore, MINUTE, mirrorOn, sample, start } from '../../../test/integration/mirror-harness';
import { BrokerError } from '../ports/reader';
import type { GoodSample, Sample } from '../sample';
import { FakeAdapters } from '../testing/fake-adapters';
import type { Mirror, MirrorOptions } from './mirror';

let store: MemoryStore;
let mirror: Mirror;
const mirrorWith = (options: Partial<MirrorOptions>) => {
  mirror = mirrorOn(store, options);
};
const twoPlaces = (measures: readonly Measure[] = ['waiting']) => ({ settings: { maxQueues: 2, measures } });
const sendAll = () => vi.advanceTimersByTimeAsync(2 * MINUTE);

beforeEach(() => {
  vi.useFakeTimers({ now: start });
  vi.clearAllMocks();
  store = new MemoryStore();
});
afterEach(() => {
  mirror.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('queues beyond maxQueues', () => {
  test('are one queue, Other, whose values are the sums of each sample', async () => {
    mirrorWith(twoPlaces());
    mirror.accept(sample(start, { a: 1, b: 2, c: 3, d: 4 }));
    mirror.accept(sample(start + 10_000, { a: 1, b: 2, c: 3, d: 9 }));
    mirror.accept(sample(start + 20_000, { a: 1, b: 2, c: 7, d: 0 }));
    await sendAll();
    expect(store.of('Other')).toEqual([{ at: start, queue: 'Other', measure: 'waiting', values: [7, 12], counts: [2, 1] }]);
    expect(store.of('c')).toEqual([]);
  });

  test('do not exist while every queue has a place', async () => {
    mirrorWith(twoPlaces());
    mirror.accept(sample(start, { a: 1, b: 2 }));
    await sendAll();
    expect(store.of('Other')).toEqual([]);
  });

  test('the sum is over those that can be read, and absent when none can', async () => {
    mirrorWith(twoPlaces());
    mirror.accept(sample(start, { a: 1, b: 2, c: Number.NaN, d: 4 }));
    mirror.accept(sample(start + MINUTE, { a: 1, b: 2, c: Number.NaN, d: Number.NaN }));
    await sendAll();
    expect(store.of('Other')).toMatchObject([{ at: start, values: [4] }]);
  });

  test('of their ages the greatest counts; drain times and workers of many are nothing', async () => {
    mirrorWith(twoPlaces(['waiting', 'oldestAge', 'drainTime', 'workers']));
    const good = sample(start, { a: 1, b: 2, c: 3, d: 4 }) as GoodSample;
    const reading = (...values: number[]) => ({ values: Float64Array.from(values), qualities: new Uint8Array(4) });
    const readings = new Map([
      ['oldestAge', reading(500, 1, 30, 60)],
      ['drainTime', reading(1, 2, 3, 4)],
      ['workers', reading(1, 1, 1, 1)],
    ] as const);
    mirror.accept({ ...good, details: { readings, off: new Map() } });
    await sendAll();
    expect(store.of('Other').map(({ measure, values }) => [measure, ...values])).toEqual([
      ['waiting', 7],
      ['oldestAge', 60],
    ]);
    expect(store.of('a').map(({ measure, values }) => [measure, ...values])).toEqual([
      ['waiting', 1],
      ['oldestAge', 500],
      ['drainTime', 1],
      ['workers', 1],
    ]);
  });

  test('are not summed up while a queue is really called Other', async () => {
    mirrorWith(twoPlaces());
    mirror.accept(sample(start, { Other: 5, b: 2, c: 3 }));
    await sendAll();
    expect(store.of('Other')).toMatchObject([{ values: [5] }]);
    expect(log.warn).toHaveBeenCalledWith(expect.stringContaining('a queue is called Other'), expect.anything());
    mirror.close();

    store = new MemoryStore();
    mirrorWith(twoPlaces());
    mirror.accept(sample(Date.now(), { a: 5, b: 2, Other: 3, d: 1 }));
    await sendAll();
    expect(store.of('Other')).toEqual([]);
  });

  test('a queue that is not selected is in no sum', async () => {
    mirrorWith({ ...twoPlaces(), selects: (queue) => queue !== 'd' });
    mirror.accept(sample(start, { a: 1, b: 2, c: 3, d: 4 }));
    await sendAll();
    expect(store.of('Other')).toMatchObject([{ values: [3] }]);
  });
});

describe('the budget', () => {
  /** 30 cents a queue: three queues for 90 cents. */
  const priceOf = (queues: number) => new FakeAdapters().cost({ mirror: { maxQueues: 100, maxDollarsPerMonth: 0.9 } }, queues);
  const failed = (at: number): Sample => ({ ok: false, at, error: new BrokerError('refused', 'no') });
  const four = { a: 1, b: 1, c: 1, d: 1 };

  test('that does not suffice from the start lets nothing be put, and says so once', async () => {
    mirrorWith({ priceOf });
    for (let i = 0; i < 30; i++) {
      mirror.accept(sample(start + i * 10_000, four));
      mirror.accept(failed(start + i * 10_000 + 5_000));
      await vi.advanceTimersByTimeAsync(10_000);
    }
    await mirror.flush(new AbortController().signal);
    expect([store.puts, store.stored]).toEqual([0, []]);
    expect(mirror.status().overBudget).toContain('would cost $1.20 a month, mirror.maxDollarsPerMonth is $0.90. Raise it');
    expect(log.warn).toHaveBeenCalledTimes(1);
    expect(log.warn).toHaveBeenCalledWith(mirror.status().overBudget);
  });

  test('that a new queue exceeds pauses the mirror until it goes; what was sampled meanwhile is not kept', async () => {
    mirrorWith({ priceOf });
    const HOUR = 60 * MINUTE;
    mirror.accept(sample(start, { a: 1, b: 1, c: 1 }));
    mirror.accept(sample(start + 10_000, four));
    await sendAll();
    expect(store.stored.map(({ queue, values }) => [queue, ...values])).toEqual([
      [null, 1],
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ]);
    // The place of a queue that went is paid for until its hour is over.
    for (const [after, over] of [
      [HOUR, true],
      [HOUR + 20_000, false],
    ] as const) {
      mirror.accept(sample(start + after, { a: 2, b: 2, c: 2 }));
      expect(mirror.status().overBudget !== null).toBe(over);
    }
    await vi.advanceTimersByTimeAsync(start + HOUR + 2 * MINUTE - Date.now());
    expect(store.of('a')).toMatchObject([{ at: start }, { at: start + HOUR, values: [2], counts: [1] }]);
    expect(log.info).toHaveBeenCalledWith('The mirror is within its budget again.');
  });

  test('is never exceeded by the metrics of any hour, whatever comes and goes', async () => {
    mirrorWith({ priceOf });
    let queues: string[] = [];
    for (let i = 0; i < 1_000; i++) {
      if (Math.random() < 0.03) queues = Array.from({ length: 1 + Math.random() * 4 }, () => `q${Math.floor(Math.random() * 9)}`);
      mirror.accept(sample(Date.now(), Object.fromEntries(queues.map((queue) => [queue, 1]))));
      await vi.advanceTimersByTimeAsync(5 * MINUTE);
    }
    const hours = new Map<number, Set<string>>();
    for (const { at, queue } of store.stored) {
      const hour = Math.floor(at / (60 * MINUTE));
      if (queue !== null) hours.set(hour, (hours.get(hour) ?? new Set()).add(queue));
    }
    expect(hours.size).toBeGreaterThan(2);
    expect(Math.max(...[...hours.values()].map(({ size }) => size))).toBeLessThanOrEqual(3);
  });
});
