import type { DataQuery, Frame } from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../src/contract/parse-settings';
import { Monitor } from '../queues/monitor/monitor';
import { BrokerError } from '../queues/ports/reader';
import { FakeAdapters } from '../queues/testing/fake-adapters';
import { Memo } from './memo';
import { ask } from './testing/fake-panel';

const log = { info: () => {}, warn: () => {} };
const NOW = { queryType: 'now' };
const HISTORY = { queryType: 'history' };
const HOUR = 3_600_000;

let world: FakeAdapters;
let monitor: Monitor;
const monitorOf = (jsonData: object = {}, previous?: Monitor) =>
  new Monitor(parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} }), world, log, previous);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** Asks, for `ago` milliseconds up to now; time passes until the first sample is there. */
async function answerTo(json: object, rest: Partial<DataQuery> = {}, ago = HOUR): Promise<Frame> {
  const asked = ask(monitor, json, { from: Date.now() - ago, to: Date.now(), intervalMs: 1000, maxDataPoints: 1000, ...rest });
  asked.catch(() => {}); // it may fail before it is waited for
  await pass(0);
  return asked;
}

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 12) });
  world = new FakeAdapters({ celery: [3], emails: [0] });
  monitor = monitorOf();
  void monitor.asked();
  await pass(0);
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  vi.useRealTimers();
});

describe.each([NOW, HISTORY])('an answer to $queryType', (json) => {
  test('is given again until the next sample, and made anew after it', async () => {
    const first = await answerTo(json);
    await pass(3000);
    expect(await answerTo(json)).toBe(first);
    await pass(3000);
    expect(await answerTo(json)).not.toBe(first);
  });

  test('is not that of another query, nor of another datasource', async () => {
    const first = await answerTo(json);
    const other = await answerTo({ ...json, queues: ['emails'] });
    expect(other).not.toBe(first);
    expect(JSON.stringify(other.fields.map(({ labels, values }) => [labels, [...values]]))).not.toContain('celery');
    const before = monitor;
    monitor = monitorOf({ thresholds: { warning: 1 } }, before);
    expect(await answerTo(json)).not.toBe(first);
    await before.close(new AbortController().signal, monitor);
  });

  test('with a warning is made anew', async () => {
    const odd = { ...json, queues: ['celery', 'nobody'] };
    const first = await answerTo(odd);
    expect(first.meta?.notices).toHaveLength(1);
    expect(await answerTo(odd)).not.toBe(first);
  });

  test('keeps the sampling going', async () => {
    const asked = vi.spyOn(monitor, 'asked');
    await answerTo(json);
    const before = asked.mock.calls.length;
    await answerTo(json);
    expect(asked.mock.calls.length).toBeGreaterThan(before);
  });
});

test('a broker that cannot be read any more is not answered for from before', async () => {
  await answerTo(NOW);
  world.readers[0]!.failure = new BrokerError('refused', 'fake: refused');
  await pass(5000);
  await expect(answerTo(NOW)).rejects.toThrow('refused');
  expect((await answerTo(HISTORY)).meta?.notices?.[0]?.text).toContain('refused');
});

describe('a range', () => {
  beforeEach(async () => {
    monitor.hold();
    await pass(600_000);
  });

  test.each<[string, { from: number; to: number }, boolean]>([
    ['between the same samples', { from: 900, to: 900 }, true],
    ['with one sample less at its start', { from: 5000, to: 5000 }, false],
    ['with one sample less at its end', { from: -5000, to: -5000 }, false],
  ])('%s', async (_, by, same) => {
    const at = Math.floor(Date.now() / 60_000) * 60_000 - 30_000;
    const range = { from: at - 299_000, to: at - 99_000 };
    const first = await answerTo(HISTORY, range);
    const second = await answerTo(HISTORY, { from: range.from + by.from, to: range.to + by.to });
    expect(second === first).toBe(same);
    const times = (frame: Frame) => [...(frame.fields[0]?.values ?? [])];
    const begins = times(second)[0] as number;
    expect(begins >= range.from + by.from && begins < range.from + by.from + 5000).toBe(true);
  });

  test('that ends now is the same until the next sample, although the clock goes on', async () => {
    const first = await answerTo(HISTORY, {}, HOUR);
    await pass(1500);
    expect(await answerTo(HISTORY, {}, HOUR)).toBe(first);
    expect(await answerTo(HISTORY, {}, 300_000)).not.toBe(first);
    expect(await answerTo(HISTORY, { maxDataPoints: 10 }, HOUR)).not.toBe(first);
  });
});

test('what is kept is bounded: answers beyond it are made each time', async () => {
  await monitor.close(new AbortController().signal);
  world = new FakeAdapters(Object.fromEntries(Array.from({ length: 3000 }, (_, q) => [`q${q}`, [q]])));
  monitor = monitorOf();
  await answerTo(NOW);
  const wide = { queryType: 'now', measures: ['waiting', 'oldestAge', 'arrivals', 'departures'] };
  const kept: boolean[] = [];
  for (let n = 0; n < 60; n++) {
    const json = { ...wide, exclude: [`x${n}`] };
    const first = await answerTo(json);
    kept.push((await answerTo(json)) === first);
  }
  expect(kept[0]).toBe(true);
  expect(kept.at(-1)).toBe(false);
});

test('what was answered before the usual range was read is not given after it', async () => {
  const before = monitor;
  monitor = monitorOf({ mirror: { read: true } }, before);
  await before.close(new AbortController().signal, monitor);
  const first = await answerTo(NOW);
  expect(await answerTo(NOW)).toBe(first);
  monitor.usual!.readings++;
  expect(await answerTo(NOW)).not.toBe(first);
});

test('an answer that is kept is given without a look at the signal of the call', async () => {
  const memo = new Memo(monitor);
  const request = { refId: 'A', queryType: '', maxDataPoints: 1, intervalMs: 1, from: 0, to: 1, json: NOW };
  await memo.answer(request, undefined, () => Promise.resolve([]));
  const looked = vi.fn(() => new AbortController().signal);
  await memo.answer(request, Object.defineProperty({ signal: AbortSignal.abort() }, 'signal', { get: looked }), () =>
    Promise.reject(new Error('no')),
  );
  expect(looked).not.toHaveBeenCalled();
});

describe('the same question, asked while its answer is under way', () => {
  const compute = () => {
    let resolve: (frames: Frame[]) => void = () => {};
    const made = { calls: 0, signal: undefined as AbortSignal | undefined, finish: (frames: Frame[]) => resolve(frames) };
    const run = (signal: AbortSignal | undefined) => {
      made.calls++;
      made.signal = signal;
      return new Promise<Frame[]>((done) => {
        resolve = done;
      });
    };
    return { made, run };
  };
  const request = (): DataQuery => ({ refId: 'A', queryType: '', maxDataPoints: 1, intervalMs: 1, from: 0, to: 1, json: NOW });

  test('is answered by it', async () => {
    const memo = new Memo(monitor);
    const { made, run } = compute();
    const both = [memo.answer(request(), new AbortController(), run), memo.answer(request(), undefined, run)];
    const frames: Frame[] = [{ fields: [] }];
    made.finish(frames);
    expect(await Promise.all(both)).toEqual([frames, frames]);
    expect(made.calls).toBe(1);
  });

  test('is not given up because one call ends, but when all have', async () => {
    const memo = new Memo(monitor);
    const { made, run } = compute();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = memo.answer(request(), one, run);
    const second = memo.answer(request(), two, run);
    one.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect(made.signal?.aborted).toBe(false);
    two.abort(new Error('gone too'));
    await expect(second).rejects.toThrow('gone too');
    expect(made.signal?.aborted).toBe(true);
  });

  test('after another sample is asked anew, and the older answer is not kept', async () => {
    const memo = new Memo(monitor);
    const older = compute();
    const newer = compute();
    const first = memo.answer(request(), undefined, older.run);
    await pass(5000);
    const second = memo.answer(request(), undefined, newer.run);
    const frames: Frame[][] = [[{ fields: [] }], [{ fields: [] }]];
    older.made.finish(frames[0]!);
    newer.made.finish(frames[1]!);
    expect([(await first) === frames[0], (await second) === frames[1]]).toEqual([true, true]);
    expect(await memo.answer(request(), undefined, older.run)).toBe(frames[1]);
  });

  test('that fails fails for all, and is asked anew by the next', async () => {
    const memo = new Memo(monitor);
    const failing = () => Promise.reject(new Error('no'));
    await expect(Promise.all([memo.answer(request(), undefined, failing), memo.answer(request(), undefined, failing)])).rejects.toThrow(
      'no',
    );
    expect(await memo.answer(request(), undefined, () => Promise.resolve([]))).toEqual([]);
  });
});
