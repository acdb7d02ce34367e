import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failing, log, MemoryStore, MINUTE, mirrorOn, sample, sampled, start } from '../../../test/integration/mirror-harness';
import { BrokerError } from '../ports/reader';
import type { Sample } from '../sample';
import type { Mirror, MirrorOptions } from './mirror';

const failed = (at: number): Sample => ({ ok: false, at, error: new BrokerError('refused', 'no') });

let store: MemoryStore;
let mirror: Mirror;
const mirrorWith = (options: Partial<MirrorOptions> = {}) => {
  mirror = mirrorOn(store, options);
};

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

describe('accept()', () => {
  test('ten minutes of samples at any times give one record per queue and minute', async () => {
    mirrorWith();
    await sampled(
      mirror,
      10 * MINUTE,
      () => 500 + Math.floor(Math.random() * 9_000),
      () => ({ celery: Math.floor(Math.random() * 50), empty: 0 }),
    );
    await vi.advanceTimersByTimeAsync(MINUTE);
    const minutes = Array.from({ length: 10 }, (_, i) => start + i * MINUTE);
    for (const queue of ['celery', 'empty', null]) expect(store.of(queue).map(({ at }) => at)).toEqual(minutes);
    expect(store.of('empty').every(({ values }) => values.length === 1 && values[0] === 0)).toBe(true);
    expect(mirror.status()).toMatchObject({ puts: 10, stored: 30, pendingMinutes: 0, queues: 2, lastError: null, retryAt: null });
  });

  test('a broker that cannot be read has no length, only that it could not be read', async () => {
    mirrorWith();
    mirror.accept(sample(start, { celery: 2 }));
    mirror.accept(failed(start + 10_000));
    mirror.accept(failed(start + MINUTE));
    await vi.advanceTimersByTimeAsync(3 * MINUTE);
    expect(store.of('celery')).toMatchObject([{ at: start, values: [2], counts: [1] }]);
    expect(store.of(null)).toMatchObject([
      { at: start, values: [1, 0], counts: [1, 1] },
      { at: start + MINUTE, values: [0] },
    ]);
  });

  test('a queue that cannot be read has no record, the others have', async () => {
    mirrorWith();
    mirror.accept(sample(start, { broken: Number.NaN, celery: 1 }));
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(store.stored.map(({ queue }) => queue)).toEqual([null, 'celery']);
  });

  test('a sample that comes after its minute was sent is left out and counted', async () => {
    mirrorWith();
    mirror.accept(sample(start, { celery: 1 }));
    await vi.advanceTimersByTimeAsync(MINUTE + 15_000);
    mirror.accept(sample(start + 59_000, { celery: 9 }));
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(store.of('celery')).toHaveLength(1);
    expect(mirror.status().late).toBe(1);
  });

  test('maxQueues is a hard cap, said once in the log', async () => {
    mirrorWith({ settings: { maxQueues: 2, measures: ['waiting'] } });
    for (let i = 0; i < 20; i++) mirror.accept(sample(start + i * 1_000, { a: 1, b: 1, c: 1 }));
    mirror.accept(sample(start + 30_000, { d: 1, c: 1, b: 1, a: 1 }));
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(new Set(store.stored.map(({ queue }) => queue))).toEqual(new Set([null, 'a', 'b', 'Other']));
    expect(mirror.status()).toMatchObject({ queues: 2, leftOut: { count: 2, names: ['d', 'c'] } });
    expect(log.warn).toHaveBeenCalledTimes(2);
    expect(log.warn).toHaveBeenLastCalledWith(expect.stringContaining('mirror.maxQueues (2)'), { count: 2, names: ['d', 'c'] });
  });

  test('never throws', () => {
    mirrorWith({
      selects: () => {
        throw new Error('a bug of somebody else');
      },
    });
    expect(() => mirror.accept(sample(start, { celery: 1 }))).not.toThrow();
    expect(log.warn).toHaveBeenCalledTimes(1);
  });
});

describe('flush()', () => {
  test('stores the running minute and ends the mirror', async () => {
    mirrorWith();
    mirror.accept(sample(start, { celery: 1 }));
    await vi.advanceTimersByTimeAsync(10_000);
    mirror.accept(sample(Date.now(), { celery: 3 }));
    await mirror.flush(new AbortController().signal);
    expect(store.of('celery')).toMatchObject([{ at: start, values: [1, 3] }]);
    mirror.accept(sample(Date.now(), { celery: 5 }));
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    expect(store.of('celery')).toHaveLength(1);
  });

  test('tries once although it would have waited, and ends in any case', async () => {
    mirrorWith();
    store.fault = failing('down');
    mirror.accept(sample(start, { celery: 1 }));
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    const { puts } = store;
    await mirror.flush(new AbortController().signal);
    expect(store.puts).toBe(puts + 1);
    expect(mirror.status().pendingMinutes).toBe(1);
    expect(log.warn).toHaveBeenLastCalledWith(expect.stringContaining('ended before'), { minutes: 1 });
  });

  test('waits for a put under way and ends with its signal', async () => {
    mirrorWith();
    let aborted = false;
    store.put = (records, signal?: AbortSignal) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => {
          aborted = true;
          resolve(failing('interrupted')(records));
        });
      });
    mirror.accept(sample(start, { celery: 1 }));
    await vi.advanceTimersByTimeAsync(MINUTE + 15_000);
    const end = new AbortController();
    const flushed = mirror.flush(end.signal);
    expect(aborted).toBe(false);
    end.abort();
    await flushed;
    expect(aborted).toBe(true);
  });
});

describe('status()', () => {
  test('tells how long the puts took', async () => {
    mirrorWith();
    expect(mirror.status().putMs).toBeNull();
    let n = 0;
    store.fault = async (records) => {
      n++;
      await new Promise((resolve) => setTimeout(resolve, n * 10));
      return { stored: records.length, refused: [], requests: 1, unsent: [] };
    };
    await sampled(
      mirror,
      20 * MINUTE,
      () => 30_000,
      () => ({ celery: 1 }),
    );
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(mirror.status().putMs).toEqual({ last: 200, p50: 100, p95: 190, max: 200 });
  });
});
