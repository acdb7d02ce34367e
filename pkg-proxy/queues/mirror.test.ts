import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MetricStore, MinuteRecord, PutResult } from './metric-store';
import { Mirror, type MirrorOptions } from './mirror';
import { BrokerError } from './reader';
import type { Sample } from './sample';

const MINUTE = 60_000;
const start = 1_700_000_040_000;

/** Keeps what it is given; `fault` answers in its place. */
class MemoryStore implements MetricStore {
  readonly label = 'memory';
  readonly stored: MinuteRecord[] = [];
  puts = 0;
  fault: ((records: readonly MinuteRecord[]) => PutResult | Promise<PutResult>) | undefined;

  async put(records: readonly MinuteRecord[]): Promise<PutResult> {
    this.puts++;
    if (this.fault) return this.fault(records);
    this.stored.push(...records);
    return { stored: records.length, refused: [], requests: 1, unsent: [] };
  }
  async check() {}
  close() {}

  of(queue: string | null) {
    return this.stored.filter((record) => record.queue === queue);
  }
}
const failing = (message: string) => (records: readonly MinuteRecord[]) => ({
  stored: 0,
  refused: [],
  requests: 1,
  unsent: records,
  error: new Error(message),
});

function sample(at: number, lengths: Readonly<Record<string, number>>): Sample {
  const waiting = Float64Array.from(Object.values(lengths));
  return { ok: true, at, queues: Object.keys(lengths), waiting, steps: waiting, failed: new Map() };
}
const failed = (at: number): Sample => ({ ok: false, at, error: new BrokerError('refused', 'no') });

let store: MemoryStore;
let mirror: Mirror;
const log = { info: vi.fn(), warn: vi.fn() };
function mirrorWith(options: Partial<MirrorOptions> = {}) {
  mirror = new Mirror({ store, settings: { maxQueues: 100, measures: ['waiting'] }, log, ...options });
  mirror.start();
  return mirror;
}

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

/** Lets time pass with a sample every few seconds. */
async function sampled(milliseconds: number, every: () => number, lengths: () => Readonly<Record<string, number>>) {
  const end = Date.now() + milliseconds;
  for (let next = Date.now() + every(); next < end; next += every()) {
    await vi.advanceTimersByTimeAsync(next - Date.now());
    mirror.accept(sample(Date.now(), lengths()));
  }
  await vi.advanceTimersByTimeAsync(end - Date.now());
}

describe('accept()', () => {
  test('ten minutes of samples at any times give one record per queue and minute', async () => {
    mirrorWith();
    await sampled(
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
    expect(new Set(store.stored.map(({ queue }) => queue))).toEqual(new Set([null, 'a', 'b']));
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

describe('a store that fails', () => {
  test('is tried again with growing waits, at most five minutes, and gets the oldest first', async () => {
    mirrorWith({ random: () => 0 });
    const times: number[] = [];
    store.fault = (records) => {
      times.push(Date.now());
      return failing('down')(records);
    };
    await sampled(
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
      3 * MINUTE,
      () => 20_000,
      () => ({ bad: 1, good: 1 }),
    );
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(store.of('good')).toHaveLength(3);
    expect(mirror.status()).toMatchObject({ refused: 3, stored: 6, lastError: null });
    expect(mirror.status().refusals).toEqual([{ queue: 'bad', measure: 'waiting', at: start + 2 * MINUTE, reason: 'it has no place' }]);
    expect(log.warn).toHaveBeenCalledTimes(1);
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
      10 * MINUTE,
      () => 10_000,
      () => ({ celery: 1 }),
    );
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    expect(most).toBe(1);
    expect(store.of('celery')).toHaveLength(10);
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
      20 * MINUTE,
      () => 30_000,
      () => ({ celery: 1 }),
    );
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(mirror.status().putMs).toEqual({ last: 200, p50: 100, p95: 190, max: 200 });
  });
});
