import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failing, log, MemoryStore, MINUTE, mirrorOn, passMinutes, sample, start } from '../../../test/integration/mirror-harness';
import { BrokerError } from '../ports/reader';
import { FakeLock } from '../testing/fake-lock';
import type { Mirror, MirrorOptions } from './mirror';

const HOUR = 60 * MINUTE;
let store: MemoryStore;
let lock: FakeLock;
/** The lock of somebody else, over the same minutes. */
let other: FakeLock;
let mirror: Mirror;
let mirrors: Mirror[];

/** A mirror that sees the next minutes whole, and always sends 3 s after their end. */
async function mirrorWith(options: Partial<MirrorOptions> = {}): Promise<Mirror> {
  mirror = mirrorOn(store, { lock, random: () => 0, ...options });
  mirrors.push(mirror);
  return mirror;
}
beforeEach(() => {
  vi.useFakeTimers({ now: start });
  vi.clearAllMocks();
  store = new MemoryStore();
  const minutes = new Map<number, FakeLock | 'done'>();
  lock = new FakeLock(minutes);
  other = new FakeLock(minutes);
  mirrors = [];
});
afterEach(() => {
  for (const each of mirrors) each.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const minutes = (count: number, length = 1) => passMinutes(mirrors, count, length);
const silent = (_: number, signal?: AbortSignal) =>
  new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(new Error('no answer in time'))));
const sent = () => store.of('celery').map(({ at }) => (at - start) / MINUTE);
const at = (minute: number) => start + minute * MINUTE;
const taking = (minute: number) => other.minutes.set(at(minute), other);
const clock = (minute: number) => new Date(at(minute)).toISOString().slice(11, 16);

describe('a mirror with a lock', () => {
  test('claims each minute, puts it alone and says that it is done', async () => {
    await mirrorWith();
    await minutes(2);
    expect(sent()).toEqual([0, 1]);
    expect(lock.asked).toEqual(['open', ...[0, 1].flatMap((m) => [`claim ${clock(m)}`, `done ${clock(m)}`])]);
    expect([store.puts, mirror.status().lock]).toEqual([2, { label: 'Fake lock', elsewhere: 0, lost: 0 }]);
  });

  test('drops what another has stored', async () => {
    lock.minutes.set(at(0), 'done');
    await mirrorWith();
    await minutes(2);
    expect(sent()).toEqual([1]);
    expect(mirror.status()).toMatchObject({ lock: { elsewhere: 1, lost: 0 }, pendingMinutes: 0, lastError: null, retryAt: null });
  });

  test('keeps what another has claimed, goes on with the next, and sends it when it is given back', async () => {
    taking(0);
    await mirrorWith();
    await minutes(2);
    expect(sent()).toEqual([1]);
    expect(mirror.status()).toMatchObject({ pendingMinutes: 1, lastError: null, retryAt: null, lastPutAt: expect.any(Number) });
    await other.release(at(0));
    await minutes(1);
    expect(sent()).toEqual([1, 2, 0]);
  });

  test('gives up after three hours what another claimed and never finished, and that delays nothing', async () => {
    taking(0);
    await mirrorWith();
    await minutes(179);
    expect(mirror.status()).toMatchObject({ pendingMinutes: 1, lock: { lost: 0 } });
    await minutes(3);
    expect(mirror.status()).toMatchObject({ pendingMinutes: 0, dropped: 0, lock: { elsewhere: 0, lost: 1 }, lastError: null });
    expect(sent()).toEqual(Array.from({ length: 181 }, (_, i) => i + 1));
    expect(log.warn.mock.calls).toEqual([[expect.stringContaining('never stored them'), { minutes: 1 }]]);
  });

  test('asks first for what is new, and in turn for a few of those that others have claimed', async () => {
    for (const minute of [0, 1, 2, 3]) taking(minute);
    await mirrorWith();
    await minutes(4);
    lock.asked.length = 0;
    await minutes(2);
    const rounds = [lock.asked.slice(0, 5), lock.asked.slice(5)];
    expect(rounds.map((asked) => asked.slice(0, 2))).toEqual([4, 5].map((minute) => [`claim ${clock(minute)}`, `done ${clock(minute)}`]));
    expect(rounds.map((asked) => asked.length)).toEqual([5, 5]);
    expect(new Set(rounds.flatMap((asked) => asked.slice(2)))).toEqual(new Set([0, 1, 2, 3].map((minute) => `claim ${clock(minute)}`)));
  });

  test('leaves out what the lock may have forgotten', async () => {
    lock.since = at(2);
    await mirrorWith();
    await minutes(3);
    expect(sent()).toEqual([2]);
    expect(mirror.status()).toMatchObject({ lock: { elsewhere: 0, lost: 2 }, pendingMinutes: 0, lastError: null });
  });
});

describe('a put that fails', () => {
  test('is given back when nothing was stored, and the other sends it', async () => {
    store.fault = failing('denied');
    await mirrorWith();
    await minutes(1);
    expect(lock.minutes.size).toBe(0);
    expect(mirror.status()).toMatchObject({ lastError: 'denied', pendingMinutes: 1 });
    lock.minutes.set(at(0), 'done');
    store.fault = undefined;
    await minutes(2);
    expect(sent()).toEqual([1, 2]);
    expect(mirror.status()).toMatchObject({ lastError: null, lock: { elsewhere: 1 } });
  });

  test.each([
    ['may have stored it', { stored: 0, unsure: true }],
    ['stored a part of it', { stored: 1, unsure: false }],
  ])('and %s stays claimed, whatever comes next: nobody else may send it', async (_, how) => {
    store.fault = (records) => ({ ...failing('timeout')(records), ...how, unsent: records.slice(how.stored) });
    await mirrorWith();
    await minutes(1);
    expect(await other.claim(at(0))).toBe('taken');
    store.fault = failing('refused');
    await minutes(1);
    expect(await other.claim(at(0))).toBe('taken');
    expect(lock.minutes.has(at(1)), 'the next is not claimed before this one is sent').toBe(false);
    store.fault = undefined;
    await minutes(1);
    expect(sent()).toEqual([0, 1, 2]);
    expect(await other.claim(at(0))).toBe('done');
  });

  test('by a store that rejects counts as one that may have stored it', async () => {
    store.fault = () => Promise.reject(new Error('a bug'));
    await mirrorWith();
    await minutes(1);
    expect(await other.claim(at(0))).toBe('taken');
  });
});

describe('a lock that fails', () => {
  const down = new BrokerError('refused', 'Redis at lock:6379/0: nothing accepts connections there.');

  test('sends nothing, keeps the minutes, says so, and tries again with growing waits', async () => {
    await mirrorWith();
    lock.failure = () => down;
    await minutes(4);
    expect(store.puts).toBe(0);
    const { lastError, retryAt, pendingMinutes } = mirror.status();
    expect(lastError).toMatch(/mirror\.lock: the lock cannot be used, so nothing is sent.*nothing accepts connections/);
    expect([pendingMinutes > 2, retryAt! > Date.now()]).toEqual([true, true]);
    expect(log.warn).toHaveBeenCalledTimes(1);
    lock.failure = undefined;
    await minutes(3);
    expect(sent()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(mirror.status()).toMatchObject({ lastError: null, retryAt: null, pendingMinutes: 0 });
  });

  test('after the put: the minute is not sent again, and the others hear of it later', async () => {
    await mirrorWith();
    lock.failure = (what) => (what === 'done' ? down : undefined);
    await minutes(2);
    expect(sent()).toEqual([0]);
    expect(await other.claim(at(0))).toBe('taken');
    lock.failure = undefined;
    await minutes(1);
    expect(sent()).toEqual([0, 1, 2]);
    expect([await other.claim(at(0)), store.puts]).toEqual(['done', 3]);
  });

  test('at giving a minute back: it stays with this mirror, which sends it', async () => {
    await mirrorWith();
    store.fault = failing('denied');
    lock.failure = (what) => (what === 'release' ? down : undefined);
    await minutes(1);
    store.fault = undefined;
    expect(mirror.status().lastError).toBe('denied');
    await minutes(1);
    expect(sent()).toEqual([0, 1]);
  });

  test('that never answers is left after two seconds', async () => {
    await mirrorWith();
    const claim = lock.claim.bind(lock);
    lock.claim = silent;
    await minutes(1);
    expect(mirror.status().lastError).toContain('no answer in time');
    lock.claim = claim;
    await minutes(1);
    expect(sent()).toEqual([0, 1]);
  });
});

describe('who saw only part of a minute', () => {
  test('because it started within it, waits for the next round', async () => {
    await vi.advanceTimersByTimeAsync(5_000);
    await mirrorWith();
    await minutes(1);
    expect([sent(), lock.asked]).toEqual([[], ['open']]);
    await minutes(1);
    expect(sent()).toEqual([0, 1]);
  });

  test('because it could not read the broker, leaves it to one that could', async () => {
    await mirrorWith();
    mirror.accept({ ok: false, at: start, error: new BrokerError('refused', 'no') });
    await minutes(1);
    expect(sent()).toEqual([]);
    lock.minutes.set(start, 'done');
    await minutes(1);
    expect([sent(), mirror.status().lock?.elsewhere]).toEqual([[1], 1]);
  });
});

describe('flush()', () => {
  test('claims and sends the running minute at once, also a partial one', async () => {
    await vi.advanceTimersByTimeAsync(5_000);
    await mirrorWith();
    mirror.accept(sample(Date.now(), { celery: 1 }));
    await mirror.flush(new AbortController().signal);
    expect([sent(), await other.claim(at(0))]).toEqual([[0], 'done']);
  });

  test('leaves to another what that one has claimed, without a word of loss', async () => {
    taking(0);
    await mirrorWith();
    await minutes(1);
    await mirror.flush(new AbortController().signal);
    expect([sent(), log.warn.mock.calls]).toEqual([[], []]);
  });

  test('ends with its signal when the lock does not answer', async () => {
    await mirrorWith();
    lock.claim = silent;
    mirror.accept(sample(Date.now(), { celery: 1 }));
    const end = new AbortController();
    const flushed = mirror.flush(end.signal);
    await vi.advanceTimersByTimeAsync(1_200);
    end.abort();
    await flushed;
    expect([store.puts, mirror.status().pendingMinutes]).toEqual([0, 1]);
  });
});

describe('two mirrors', () => {
  /** Each lives by its own clock, and sees the queue at its own times. */
  async function pair(skewA: number, skewB: number, count: number): Promise<void> {
    const pairOf = [skewA, skewB].map((skew, i) =>
      mirrorOn(store, { lock: i === 0 ? lock : other, now: () => Date.now() + skew, random: () => Math.random() }),
    );
    mirrors.push(...pairOf);
    for (let t = 0; t < count * 12; t++) {
      await vi.advanceTimersByTimeAsync(5_000);
      pairOf[0]!.accept(sample(Date.now() + skewA, { celery: t }));
      pairOf[1]!.accept(sample(Date.now() + skewB, { celery: t }));
    }
  }

  test.each([
    [0, 0],
    [5_000, -5_000],
    [-5_000, 5_000],
    [0, 5_000],
  ])('with clocks %i and %i ms off send each minute once', async (a, b) => {
    await pair(a, b, 30);
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    const minutesSent = sent().toSorted((x, y) => x - y);
    expect(minutesSent).toEqual([...new Set(minutesSent)]);
    expect(minutesSent.slice(0, 31)).toEqual(Array.from({ length: minutesSent.length }, (_, i) => minutesSent[0]! + i).slice(0, 31));
    expect(minutesSent.length).toBeGreaterThanOrEqual(29);
    for (const each of mirrors) expect(each.status().lock).toMatchObject({ lost: 0 });
  });

  test('one that stops sending without a word is replaced minute by minute', async () => {
    await mirrorWith();
    const second = mirrorOn(store, { lock: other, random: () => 0.5 });
    mirrors.push(second);
    await minutes(2);
    mirror.close();
    mirrors.shift();
    await vi.advanceTimersByTimeAsync(5_000);
    await minutes(3);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent().toSorted((x, y) => x - y)).toEqual([0, 1, 2, 3, 4]);
  });
});

test('hours of a store that is down for both: every minute once, when it is back', async () => {
  await mirrorWith({ random: () => 0.3 });
  mirrors.push(mirrorOn(store, { lock: other, random: () => 0.6 }));
  let n = 0;
  store.fault = (records) => ({ ...failing('down')(records), unsure: n++ % 2 === 0 });
  await minutes(120);
  store.fault = undefined;
  await vi.advanceTimersByTimeAsync(0.2 * HOUR);
  expect(sent().toSorted((x, y) => x - y)).toEqual(Array.from({ length: 120 }, (_, i) => i));
});
