import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BrokerError } from '../ports/reader';
import type { Sample } from '../sample';
import { FakeReader } from '../testing/fake-reader';
import type { SamplerOptions } from './sample-taker';
import { Sampler } from './sampler';

const OPTIONS: SamplerOptions = { queues: ['celery'], discover: true, sampleSeconds: 5 };
const HOUR = 3600_000;

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

describe('rest', () => {
  test('a day after the last request it stops; the next request gets a new sample and no old one', async () => {
    reader.lengths = { celery: [1] };
    make({ sampleSeconds: 300 });
    await sampler.asked();
    await pass(23.9 * HOUR);
    const before = reader.reads.length;
    await pass(600_000);
    expect(reader.reads.length).toBeGreaterThan(before);
    await pass(HOUR);
    const stopped = reader.reads.length + reader.discoveries;
    await pass(48 * HOUR);
    expect(reader.reads.length + reader.discoveries).toBe(stopped);
    expect(vi.getTimerCount()).toBe(0);

    reader.lengths = { celery: [2] };
    reader.readMs = 500;
    const asked = sampler.asked();
    expect(sampler.observed.latest).toBeUndefined();
    await pass(500);
    await asked;
    expect(sampler.observed.latest?.waiting[0]).toBe(2);
    reader.readMs = 0;
  });

  test('a holder keeps it going; letting go twice counts once; the day begins when the last lets go', async () => {
    make({ sampleSeconds: 300 });
    const first = sampler.hold();
    const second = sampler.hold();
    await pass(30 * HOUR);
    first();
    first();
    await pass(30 * HOUR);
    let before = reader.reads.length;
    await pass(HOUR);
    expect(reader.reads.length - before).toBe(12);
    second();
    await pass(23 * HOUR);
    before = reader.reads.length;
    await pass(600_000);
    expect(reader.reads.length).toBeGreaterThan(before);
    await pass(2 * HOUR);
    before = reader.reads.length;
    await pass(HOUR);
    expect(reader.reads.length).toBe(before);
  });
});

test('10,000 names that are dead keep no queue that lives from being read, and stay read themselves for a while', async () => {
  const names = (n: number, prefix: string) => Array.from({ length: n }, (_, i) => `${prefix}${i}`);
  reader = new FakeReader([0]);
  reader.declared = names(10_000, 'dead');
  make({ queues: [], sampleSeconds: 60 });
  await sampler.asked();
  reader.declared = names(300, 'live');
  reader.lengths = Object.fromEntries(reader.declared.map((name) => [name, [1]]));
  await pass(121_000);
  const read = new Set(sampler.observed.latest?.queues);
  expect([read.size, reader.declared.every((name) => read.has(name)), sampler.observed.catalogue.leftOut]).toEqual([10_000, true, 0]);
  expect(sampler.observed.history.columns.width).toBeLessThanOrEqual(10_000);
  await pass(2 * HOUR);
  expect(sampler.observed.latest?.queues.length).toBe(1300);
});

describe('a clock that is set', () => {
  test('a day ahead makes nothing stale, forgets no queue and does not end the sampling', async () => {
    reader.lengths = { idle: [0] };
    make();
    await sampler.asked();
    reader.declared = [];
    await pass(90_000);
    vi.setSystemTime(Date.now() + 30 * HOUR);
    expect(sampler.observed.stale).toBe(false);
    const before = reader.reads.length;
    await pass(90_000);
    expect(reader.reads.length - before).toBe(18);
    expect(sampler.observed.catalogue.names).toEqual(['celery', 'idle']);
  });

  test('back does not hide that the last good sample is old', async () => {
    make();
    await sampler.asked();
    reader.frozen = true;
    vi.setSystemTime(Date.now() - HOUR);
    await pass(60_000);
    expect(sampler.observed.stale).toBe(true);
  });
});

describe('reconfigure and close', () => {
  test('keeps history and queues, changes the clock, and closes the connection that was replaced', async () => {
    reader.lengths = { emails: [1] };
    make();
    await sampler.asked();
    await pass(60_000);
    const rows = sampler.observed.history.recent.length;
    const before = reader;
    reader = new FakeReader();
    sampler.reconfigure({ ...OPTIONS, sampleSeconds: 1 }, { reader });
    await pass(10_000);
    expect(sampler.observed.history.recent.length).toBeGreaterThanOrEqual(rows + 10);
    expect(sampler.observed.catalogue.names).toContain('emails');
    expect([before.closed, reader.closed]).toEqual([true, false]);
  });

  test.each([true, false])('in the middle of a read (new connection: %s) it neither overlaps nor shows a failure', async (renew) => {
    reader.readMs = 800;
    make({ discover: false });
    void sampler.asked();
    await pass(5000);
    for (let i = 0; i < 20; i++) {
      await pass(5300);
      if (renew) reader = Object.assign(new FakeReader(), { readMs: 800 });
      sampler.reconfigure({ ...OPTIONS, discover: i % 2 === 0 }, { reader: renew ? reader : undefined });
    }
    await pass(5000);
    expect(samples.every((s) => s.ok)).toBe(true);
    expect(reader.mostReads).toBe(1);
    expect(sampler.observed.discoveryError).toBeUndefined();
  });

  test('who waits for the first sample meanwhile gets that of the new settings', async () => {
    reader.readMs = 800;
    make({ discover: false });
    const asked = sampler.asked();
    await pass(400);
    sampler.reconfigure({ ...OPTIONS, discover: false });
    await pass(1000);
    await asked;
    expect(sampler.observed.latest).toBeDefined();
  });

  test.each<[string, Partial<SamplerOptions>, () => void]>([
    ['no discovery is wanted', { discover: false }, () => {}],
    ['SCAN is refused', {}, () => (reader.discoveryFailure = new BrokerError('permission', 'fake: NOPERM scan'))],
  ])('what the settings name no more is read no more, also when %s', async (_, options, arrange) => {
    arrange();
    reader.lengths = { mine: [5], kept: [1] };
    make({ queues: ['mine', 'kept'], ...options });
    await sampler.asked();
    await pass(10_000);
    sampler.reconfigure({ ...OPTIONS, queues: ['kept'], ...options });
    await pass(10_000);
    expect([sampler.observed.catalogue.names, reader.reads.at(-1), sampler.observed.latest?.queues]).toEqual([
      ['kept'],
      ['kept'],
      ['kept'],
    ]);
    expect(sampler.observed.history.columns.total('mine')).toBeUndefined();
  });

  test('a queue that was discovered and is silent for a day is forgotten although SCAN is refused by now', async () => {
    reader.lengths = { silent: [0], busy: [3] };
    make({ sampleSeconds: 300 });
    sampler.hold();
    await sampler.asked();
    reader.discoveryFailure = new BrokerError('permission', 'fake: NOPERM scan');
    await pass(23 * HOUR);
    expect(sampler.observed.catalogue.has('silent')).toBe(true);
    await pass(2 * HOUR);
    expect([sampler.observed.catalogue.names, sampler.observed.history.columns.total('silent')]).toEqual([['celery', 'busy'], undefined]);
  });

  test('a broker that cannot be read for days forgets nothing: nobody could see whether its queues were silent', async () => {
    reader.lengths = { idle: [0] };
    make({ sampleSeconds: 300 });
    sampler.hold();
    await sampler.asked();
    reader.failure = new BrokerError('refused', 'fake: refused');
    await pass(60 * HOUR);
    reader.failure = undefined;
    await pass(10_000);
    expect([sampler.observed.latest?.ok, sampler.observed.catalogue.names]).toEqual([true, ['celery', 'idle']]);
  });

  test('does not start what nobody has asked', async () => {
    make();
    sampler.reconfigure(OPTIONS);
    await pass(60_000);
    expect(reader.reads.length + reader.discoveries).toBe(0);
  });

  test.each([0, 300, 1200, 6000])('close after %d ms ends everything for good, also for who asks later', async (ms) => {
    reader.discoverMs = 500;
    reader.readMs = 1000;
    make();
    const asked = sampler.asked();
    await pass(ms);
    sampler.close();
    await pass(0);
    await asked;
    const calls = reader.reads.length + reader.discoveries;
    const before = samples.length;
    sampler.hold();
    await sampler.asked();
    await pass(60_000);
    expect(reader.reads.length + reader.discoveries).toBe(calls);
    expect(samples.length).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a listener that throws costs itself alone', async () => {
    make();
    sampler.observed.onSample(() => {
      throw new Error('boom');
    });
    const seen = vi.fn();
    const end = sampler.observed.onSample(seen);
    await sampler.asked();
    await pass(10_000);
    expect(seen).toHaveBeenCalledTimes(3);
    end();
    await pass(10_000);
    expect(seen).toHaveBeenCalledTimes(3);
  });
});
