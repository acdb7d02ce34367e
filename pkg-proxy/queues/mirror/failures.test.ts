import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failing, log, MemoryStore, MINUTE, mirrorOn, sample, sampled, start } from '../../../test/integration/mirror-harness';
import type { Mirror, MirrorOptions } from './mirror';

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

describe('a store that fails', () => {
  test('is tried again with growing waits, at most five minutes, and gets the oldest first', async () => {
    mirrorWith({ random: () => 0 });
    const times: number[] = [];
    store.fault = (records) => {
      times.push(Date.now());
      return failing('down')(records);
    };
    await sampled(
      mirror,
      30 * MINUTE,
      () => 10_000,
      () => ({ celery: 1 }),
    );
    const waits = times.slice(1).map((time, i) => (time - times[i]!) / 1_000);
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300, 300]);
    expect(mirror.status()).toMatchObject({ stored: 0, lastError: 'down', lastPutAt: null, retryAt: times.at(-1)! + 300_000 });
    expect(log.warn).toHaveBeenCalledTimes(1);

    store.fault = undefined;
    await vi.advanceTimersByTimeAsync(6 * MINUTE);
    const stored = store.of('celery').map(({ at }) => at);
    expect(stored).toEqual(Array.from({ length: 30 }, (_, i) => start + i * MINUTE));
    expect(mirror.status()).toMatchObject({ lastError: null, retryAt: null, pendingMinutes: 0, dropped: 0 });
    expect(log.info).toHaveBeenCalledTimes(1);
  });

  test('the waits are shortened at random, so that mirrors do not return together', async () => {
    mirrorWith({ random: () => 0.99 });
    store.fault = failing('down');
    mirror.accept(sample(start, { celery: 1 }));
    await vi.advanceTimersByTimeAsync(MINUTE + 10_000);
    expect(mirror.status().retryAt! - Date.now()).toBeLessThan(2_600);
  });

  test('minutes are kept for three hours, then the oldest go', async () => {
    mirrorWith();
    store.fault = failing('down');
    await sampled(
      mirror,
      4 * 60 * MINUTE,
      () => 20_000,
      () => ({ celery: 1 }),
    );
    const { pendingMinutes, dropped } = mirror.status();
    expect(pendingMinutes).toBeGreaterThanOrEqual(175);
    expect(pendingMinutes).toBeLessThanOrEqual(181);
    expect(dropped).toBeGreaterThan(100);
    store.fault = undefined;
    await vi.advanceTimersByTimeAsync(6 * MINUTE);
    expect(store.of('celery')[0]!.at).toBeGreaterThanOrEqual(Date.now() - 187 * MINUTE);
    expect(new Set(store.of('celery').map(({ at }) => at)).size).toBe(store.of('celery').length);
    expect(mirror.status().pendingMinutes).toBe(0);
  });

  test('what was stored before the failure is not sent again', async () => {
    mirrorWith();
    store.fault = (records) => {
      store.stored.push(...records.slice(0, 1));
      store.fault = undefined;
      return { stored: 1, refused: [], requests: 2, unsent: records.slice(1), error: new Error('half way') };
    };
    mirror.accept(sample(start, { a: 1, b: 1 }));
    await vi.advanceTimersByTimeAsync(3 * MINUTE);
    expect(store.stored.map(({ queue }) => queue)).toEqual([null, 'a', 'b']);
  });

  test('a record it refuses is dropped alone, named once, and counted', async () => {
    mirrorWith();
    store.fault = (records) => {
      const [bad, good] = [records.filter((r) => r.queue === 'bad'), records.filter((r) => r.queue !== 'bad')];
      store.stored.push(...good);
      const refused = bad.map((record) => ({ record, reason: 'it has no place' }));
      return { stored: good.length, refused, requests: 1, unsent: [] };
    };
    await sampled(
      mirror,
      3 * MINUTE,
      () => 20_000,
      () => ({ bad: 1, good: 1 }),
    );
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(store.of('good')).toHaveLength(3);
    expect(mirror.status()).toMatchObject({ refused: 3, stored: 6, lastError: null });
    expect(mirror.status().refusals).toEqual([
      { queue: 'bad', task: null, measure: 'waiting', at: start + 2 * MINUTE, reason: 'it has no place' },
    ]);
    expect(log.warn).toHaveBeenCalledTimes(1);
  });

  test('of those it refuses the last hundred are named, the newest last', async () => {
    mirrorWith();
    store.fault = (records) => ({
      stored: 0,
      refused: records.map((record) => ({ record, reason: 'no place' })),
      requests: 1,
      unsent: [],
    });
    const names = Array.from({ length: 120 }, (_, i) => `q${i}`);
    mirror.accept(sample(start, Object.fromEntries(names.map((name) => [name, 1]))));
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    const refused = mirror.status().refusals.map(({ queue }) => queue);
    expect(mirror.status().refused).toBe(102); // whether the broker could be read, 100 queues, the sum of the others
    expect([refused.length, refused[0], refused.at(-1)]).toEqual([100, 'q1', 'Other']);
  });

  test('one that breaks its promise and rejects does not stop the mirror', async () => {
    mirrorWith();
    store.fault = () => Promise.reject(new Error('a bug'));
    mirror.accept(sample(start, { celery: 1 }));
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(mirror.status()).toMatchObject({ lastError: 'a bug', pendingRecords: 2 });
    store.fault = undefined;
    await vi.advanceTimersByTimeAsync(3 * MINUTE);
    expect(store.of('celery')).toHaveLength(1);
  });

  test('a slow one is never called twice at a time', async () => {
    mirrorWith();
    let open = 0;
    let most = 0;
    store.fault = async (records) => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 150_000));
      open--;
      store.stored.push(...records);
      return { stored: records.length, refused: [], requests: 1, unsent: [] };
    };
    await sampled(
      mirror,
      10 * MINUTE,
      () => 10_000,
      () => ({ celery: 1 }),
    );
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    expect(most).toBe(1);
    expect(store.of('celery')).toHaveLength(10);
  });
});
