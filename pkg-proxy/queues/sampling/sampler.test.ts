import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BrokerError, type BrokerErrorCode } from '../ports/reader';
import type { Sample } from '../sample';
import { FakeReader } from '../testing/fake-reader';
import type { SamplerOptions } from './sample-taker';
import { Sampler } from './sampler';

const OPTIONS: SamplerOptions = { queues: ['celery'], discover: true, sampleSeconds: 5 };
const HOUR = 3600_000;
const error = (code: BrokerErrorCode) => new BrokerError(code, `fake: ${code}`);

let reader: FakeReader;
let sampler: Sampler;
let samples: Sample[];
let messages: string[];

function make(options: Partial<SamplerOptions> = {}): Sampler {
  const log = { info: (m: string) => void messages.push(m), warn: (m: string) => void messages.push(m) };
  sampler = new Sampler(reader, { ...OPTIONS, ...options }, log);
  sampler.observed.onSample((sample) => samples.push(sample));
  return sampler;
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** How long `asked()` takes to answer, in milliseconds of the fake clock. */
async function waited(): Promise<number> {
  const began = performance.now();
  let took = Number.NaN;
  void sampler.asked().then(() => {
    took = performance.now() - began;
  });
  await pass(5000);
  return took;
}

beforeEach(() => {
  vi.useFakeTimers();
  reader = new FakeReader();
  samples = [];
  messages = [];
});
afterEach(async () => {
  sampler.close();
  await pass(0);
  expect(vi.getTimerCount(), 'timers that outlive close()').toBe(0);
  vi.useRealTimers();
});

describe('the first query', () => {
  test.each<[string, () => void, boolean]>([
    ['a broker that answers', () => {}, true],
    ['a slow discovery', () => (reader.discoverMs = 60_000), true],
    ['a slow discovery and a slow read', () => Object.assign(reader, { discoverMs: 900, readMs: 700 }), true],
    ['a discovery and a read that are both too slow', () => Object.assign(reader, { discoverMs: 60_000, readMs: 60_000 }), false],
    ['a frozen broker', () => (reader.frozen = true), false],
    ['a broker that refuses', () => (reader.failure = error('refused')), false],
    ['an ACL user that may not scan', () => (reader.discoveryFailure = error('permission')), true],
    ['a server without SCAN', () => (reader.discoveryFailure = error('protocol')), true],
    ['a discovery that is cut off', () => (reader.discoveryFailure = error('closed')), true],
  ])('%s: waits two seconds at most, and the read alone says whether the broker can be read', async (_, arrange, good) => {
    arrange();
    make();
    expect(await waited()).toBeLessThanOrEqual(2000);
    expect(samples[0]?.ok).toBe(good);
    expect(sampler.observed.failing === undefined).toBe(good);
  });

  test('shows the queues that were discovered, not only those configured', async () => {
    reader.lengths = { emails: [3, 1] };
    make();
    await waited();
    expect(sampler.observed.latest?.queues).toEqual(['celery', 'emails']);
    expect([...(sampler.observed.latest?.waiting ?? [])]).toEqual([0, 4]);
  });

  test('a missing right costs discovery alone, is told, and is not asked for all the time', async () => {
    reader.discoveryFailure = error('permission');
    make();
    await sampler.asked();
    await pass(10 * 60_000);
    expect(sampler.observed.discoveryError?.code).toBe('permission');
    expect(samples.every((s) => s.ok)).toBe(true);
    expect(reader.discoveries).toBeLessThan(25); // of 300 at the pace of a pass
    reader.discoveryFailure = undefined;
    await pass(60_000);
    expect(sampler.observed.discoveryError).toBeUndefined();
  });

  test('a discovery that fails is tried ever more slowly, and a minute after it succeeds', async () => {
    reader.discoveryFailure = error('timeout');
    make();
    await sampler.asked();
    await pass(10 * 60_000);
    expect(reader.discoveries).toBeGreaterThan(35);
    expect(reader.discoveries).toBeLessThan(95); // every 7.5 to 15 s; every 2 s they were 300
    reader.discoveryFailure = undefined;
    await pass(15_000);
    expect(sampler.observed.discoveryError).toBeUndefined();
    const before = reader.discoveries;
    await pass(40_000);
    expect(reader.discoveries).toBe(before);
  });
});

describe('the clock', () => {
  test('one sample an interval, however many ask', async () => {
    make();
    for (let i = 0; i < 599; i++) {
      for (let viewer = 0; viewer < 5; viewer++) void sampler.asked();
      await pass(100);
    }
    expect(reader.reads.length).toBe(12);
    expect(reader.mostReads).toBe(1);
  });

  test.each([700, 1400, 20_000])('reads that take %d ms never overlap, and ticks that went by are not caught up with', async (readMs) => {
    reader.readMs = readMs;
    make({ sampleSeconds: 1 });
    void sampler.asked();
    await pass(60_000);
    expect([reader.mostReads, reader.mostDiscoveries]).toEqual([1, 1]);
    expect(reader.reads.length).toBeLessThanOrEqual(61);
    expect(reader.reads.length).toBeGreaterThan(15);
    reader.readMs = 0;
    await pass(5000);
    const before = reader.reads.length;
    await pass(10_000);
    expect(reader.reads.length - before).toBe(10);
  });

  test('a clock that is set back or forth does not stop the sampling', async () => {
    make();
    await sampler.asked();
    for (const step of [-3 * HOUR, 2 * HOUR]) {
      vi.setSystemTime(Date.now() + step);
      const before = reader.reads.length;
      await pass(60_000);
      expect(reader.reads.length - before).toBeGreaterThanOrEqual(11);
    }
  });

  test('a large keyspace is walked in slices that follow one another soon, then once a minute', async () => {
    reader.complete = false;
    make();
    void sampler.asked();
    await pass(20_000);
    expect(reader.discoveries).toBeGreaterThan(8);
    reader.complete = true;
    await pass(2000);
    const before = reader.discoveries;
    await pass(10 * 60_000);
    expect(reader.discoveries - before).toBe(10);
  });
});

describe('a broker that fails', () => {
  test.each([1, 5, 300])('with a sample every %d s is tried again within 2 s, and is back within 5 s', async (sampleSeconds) => {
    make({ sampleSeconds });
    void sampler.asked();
    reader.frozen = true;
    await pass(sampleSeconds * 1000 + 2000);
    expect(sampler.observed.failing?.last.error.code).toBe('timeout');
    await pass(60_000);
    expect(samples.at(-1)?.ok).toBe(false);
    expect(reader.mostReads).toBe(1);
    const { since } = sampler.observed.failing!;
    expect(since).toBe(samples.find((s) => !s.ok)?.at);
    reader.frozen = false;
    await pass(5000);
    expect(sampler.observed.failing).toBeUndefined();
    expect(samples.at(-1)?.ok).toBe(true);
    expect(messages).toEqual(['The broker cannot be read.', 'The broker can be read again.']);
  });

  test('the last good sample stays known, and failed ones are in the history without values', async () => {
    reader.lengths = { celery: [7] };
    make();
    await sampler.asked();
    reader.failure = error('refused');
    await pass(30_000);
    expect(sampler.observed.latest?.waiting[0]).toBe(7);
    const column = sampler.observed.history.columns.total('celery')?.column ?? -1;
    expect(sampler.observed.history.recent.at(-1)?.value(column)).toBeNaN();
  });

  test('what is not a BrokerError becomes one', async () => {
    vi.spyOn(reader, 'depths').mockRejectedValue(new TypeError('boom'));
    make();
    await sampler.asked();
    expect(sampler.observed.failing?.last.error).toMatchObject({ name: 'BrokerError', code: 'protocol', message: 'boom' });
  });

  test('a queue that cannot be read is unknown, and its neighbours are not', async () => {
    reader.lengths = { celery: [1], hash: [0], other: [2] };
    reader.unreadable.set('hash', 'WRONGTYPE');
    make();
    await sampler.asked();
    expect([...(sampler.observed.latest?.waiting ?? [])]).toEqual([1, Number.NaN, 2]);
  });
});
