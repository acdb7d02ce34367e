import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DetailMeasure } from '../../../src/contract/measures';
import type { ListLook } from '../ports/probe';
import { BrokerError } from '../ports/reader';
import { FakeReader } from '../testing/fake-reader';
import { Sampler } from './sampler';

const DETAILS = { enabled: true, visibilityTimeout: 3600, ageHeader: 'enqueued_at' };
const OPTIONS = { queues: ['celery'], discover: false, sampleSeconds: 5, details: DETAILS };

let reader: FakeReader;
let sampler: Sampler;

const read = (measure: DetailMeasure) => sampler.observed.latest?.details?.readings.get(measure)?.values[0];
const look = (length: number, newer: number | undefined, anchor: string): ListLook => {
  const oldest = [{ sentAt: Date.now() - 60_000, exact: true, eta: undefined, redelivered: false }];
  return { length, bytes: length * 1000, newer, searched: length, anchor, tail: 't', oldest, atomic: true };
};

beforeEach(() => {
  vi.useFakeTimers();
  reader = new FakeReader();
  reader.lengths = { celery: [10] };
  reader.looks = { celery: [look(10, undefined, 'a')] };
  sampler = new Sampler(reader, OPTIONS, { info: () => {}, warn: () => {} });
});
afterEach(() => {
  sampler.close();
  vi.useRealTimers();
});

test('what lies behind the lengths comes with them, and goes on from look to look', async () => {
  reader.deliveries = {
    total: 3,
    overdue: 0,
    oldestAt: undefined,
    entries: [
      { queue: 'celery', eta: undefined },
      { queue: 'celery', eta: Date.now() + 60_000 },
      { queue: 'other', eta: undefined },
    ],
  };
  void sampler.asked();
  await vi.advanceTimersByTimeAsync(0);
  expect([read('inFlight'), read('scheduled'), read('backlog'), read('oldestAge'), read('memory')]).toEqual([2, 1, 12, 60, 10_000]);
  expect(read('arrivals')).toBeNaN(); // of one look
  reader.lengths = { celery: [15] };
  reader.looks = { celery: [look(15, 10, 'b')] };
  await vi.advanceTimersByTimeAsync(5000);
  expect([read('arrivals'), read('departures')]).toEqual([2, 1]);
  expect(reader.probes.at(-1)).toEqual([{ queue: 'celery', step: 0, anchor: 'a', tail: 't' }]);
});

test('a list that cannot be looked at, and what is in flight, each cost themselves alone', async () => {
  reader.looksFailure = new Error('add +lindex');
  void sampler.asked();
  await vi.advanceTimersByTimeAsync(0);
  expect([...(sampler.observed.latest?.details?.off ?? [])]).toEqual(
    ['oldestAge', 'arrivals', 'departures', 'memory'].map((m) => [m, 'add +lindex']),
  );
  expect([sampler.observed.latest?.waiting[0], read('inFlight'), read('oldestAge')]).toEqual([10, 0, Number.NaN]);
  reader.looksFailure = undefined;
  reader.deliveries = new Error('add +hlen');
  await vi.advanceTimersByTimeAsync(5000);
  expect([read('inFlight'), read('backlog'), read('oldestAge')]).toEqual([Number.NaN, Number.NaN, 65]);
});

test('however long it takes, lengths are there in time', async () => {
  reader.probeMs = 60_000;
  let ready = false;
  void sampler.asked().then(() => {
    ready = true;
  });
  await vi.advanceTimersByTimeAsync(1900);
  expect([ready, sampler.observed.latest?.waiting[0], sampler.observed.latest?.details]).toEqual([true, 10, undefined]);
  expect(sampler.observed.detailsError).toBeInstanceOf(BrokerError);
  expect(sampler.observed.failing).toBeUndefined();
  reader.probeMs = 0;
  await vi.advanceTimersByTimeAsync(20_000);
  expect([reader.probes.length, read('inFlight')]).toEqual([1, undefined]); // it is left alone for a while
  await vi.advanceTimersByTimeAsync(20_000);
  expect([sampler.observed.detailsError, read('inFlight')]).toEqual([undefined, 0]);
});

test('who consumes is known from elsewhere, so also without a look; what was in flight before is not', async () => {
  const workers = { values: Float64Array.of(2), qualities: Uint8Array.of(0) };
  const consumers = { readingOf: () => workers, throughputOf: () => undefined };
  sampler.reconfigure(OPTIONS, { consumers });
  reader.deliveries = { total: 3, overdue: 2, oldestAt: undefined, entries: [] };
  void sampler.asked();
  await vi.advanceTimersByTimeAsync(0);
  expect([read('workers'), sampler.observed.deliveries?.overdue]).toEqual([2, 2]);
  reader.probeMs = 60_000;
  await vi.advanceTimersByTimeAsync(12_000);
  expect([sampler.observed.detailsError?.code, read('workers'), read('inFlight'), sampler.observed.deliveries]).toEqual([
    'timeout',
    2,
    undefined,
    undefined,
  ]);
  reader.probeMs = 0;
  sampler.reconfigure({ ...OPTIONS, details: { ...DETAILS, enabled: false } }, { consumers });
  await vi.advanceTimersByTimeAsync(6000);
  expect([sampler.observed.detailsError, read('workers'), sampler.observed.deliveries]).toEqual([undefined, 2, undefined]);
});

test('switched off, nothing but lengths is read', async () => {
  sampler.reconfigure({ ...OPTIONS, details: { ...DETAILS, enabled: false } });
  void sampler.asked();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([reader.probes, sampler.observed.latest?.details]).toEqual([[], undefined]);
});
