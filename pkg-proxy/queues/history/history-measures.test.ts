import { expect, test } from 'vitest';
import { type DetailMeasure, MEASURE_INFO, type Measure } from '../../../src/contract/measures';
import { randomOf } from '../../../test/setup/seeded-random';
import type { GoodSample } from '../sample';
import { History } from './history';
import { readRange } from './range';

const START = Date.UTC(2026, 0, 5);
const MEASURES: readonly DetailMeasure[] = ['inFlight', 'backlog', 'oldestAge', 'arrivals', 'workers'];

/** Two queues; `undefined` for a measure that is off, NaN for a value that is not known. */
function sampleOf(at: number, waiting: readonly number[], measures: Partial<Record<DetailMeasure, readonly number[]>>): GoodSample {
  const off = new Map(MEASURES.filter((m) => !measures[m]).map((m) => [m, 'off']));
  const readings = new Map(
    MEASURES.map((m) => [m, { values: Float64Array.from(measures[m] ?? [Number.NaN, Number.NaN]), qualities: new Uint8Array(2) }]),
  );
  const steps = Float64Array.from(waiting.flatMap((n) => [n, 0]));
  const queues = ['a', 'b'];
  return { ok: true, at, queues, waiting: Float64Array.from(waiting), steps, failed: new Map(), details: { readings, off } };
}

function read(history: History, queues: readonly string[], measure: Measure, interval = 0, statistic: 'max' | 'min' = 'max') {
  const to = START + 86_400_000;
  const { values } = readRange(history, { series: [{ queues, measure }], from: START, to, interval, sampling: 5000, statistic });
  return [...(values[0] ?? [])];
}

test('what was measured is what is read, whatever a queue had before it first had anything', () => {
  const random = randomOf(11);
  const history = new History(2);
  const truth: GoodSample[] = [];
  for (let i = 0; i < 400; i++) {
    const waiting = [random() < 0.5 ? 0 : Math.floor(random() * 50), i < 200 ? 0 : Math.floor(random() * 50)];
    const measures: Partial<Record<DetailMeasure, readonly number[]>> = {};
    for (const measure of MEASURES) {
      if (random() < 0.1) continue; // not read this time
      const { scale } = MEASURE_INFO[measure];
      measures[measure] = waiting.map((n) => {
        // A queue of which nothing is known and in which nothing waits is taken to have nothing in flight.
        if (n > 0 && random() < 0.1) return Number.NaN;
        const extra = i > 100 && random() < 0.5 ? Math.round(random() * 40 * scale) / scale : 0;
        return measure === 'backlog' ? n + Math.floor(extra) : extra;
      });
    }
    const sample = sampleOf(START + i * 5000, waiting, measures);
    truth.push(sample);
    history.add(sample);
  }
  for (const measure of MEASURES) {
    for (const [q, queue] of ['a', 'b'].entries()) {
      const known = truth.map(({ details }) =>
        details?.off.has(measure) ? Number.NaN : (details?.readings.get(measure)?.values[q] ?? Number.NaN),
      );
      expect(read(history, [queue], measure)).toEqual(known);
      const minutes = Array.from({ length: Math.ceil(known.length / 12) }, (_, m) =>
        known.slice(m * 12, m * 12 + 12).filter((v) => !Number.isNaN(v)),
      );
      expect(read(history, [queue], measure, 60_000)).toEqual(
        minutes.map((values) => (values.length > 0 ? Math.max(...values) : Number.NaN)),
      );
      expect(read(history, [queue], measure, 60_000, 'min')).toEqual(
        minutes.map((values) => (values.length > 0 ? Math.min(...values) : Number.NaN)),
      );
    }
  }
});

test('of several queues tasks add up, and of ages and workers the greatest counts', () => {
  const history = new History(2);
  history.add(sampleOf(START, [5, 7], { inFlight: [2, 3], backlog: [7, 10], oldestAge: [60, 10], workers: [2, 3] }));
  expect(MEASURES.map((m) => read(history, ['a', 'b'], m))).toEqual([[5], [17], [60], [Number.NaN], [3]]);
});

test('by priority only what waits is known', () => {
  const history = new History(2);
  history.add(sampleOf(START, [5, 7], { inFlight: [2, 3], oldestAge: [60, 10] }));
  const series = [undefined, 'inFlight' as const, 'oldestAge' as const].map((measure) => ({ queues: ['a'], step: 0, measure }));
  const { values } = readRange(history, { series, from: START, to: START, interval: 0, sampling: 5000, statistic: 'max' });
  expect(values.map((v) => [...v])).toEqual([[5], [Number.NaN], [Number.NaN]]);
});

test('a forecast that was never known is none, also in the minute in which its column begins', () => {
  const history = new History(2);
  const drain = (values: readonly number[]) => ({
    readings: new Map([['drainTime' as const, { values: Float64Array.from(values), qualities: new Uint8Array(2) }]]),
    off: new Map(),
  });
  for (let i = 0; i < 40; i++) history.add({ ...sampleOf(START + 5000 + i * 5000, [0, 0], {}), details: drain([Number.NaN, 0]) });
  expect(new Set(read(history, ['a'], 'drainTime'))).toEqual(new Set([Number.NaN]));
  expect(new Set(read(history, ['a'], 'drainTime', 60_000, 'min'))).toEqual(new Set([Number.NaN]));
  expect(new Set(read(history, ['b'], 'drainTime', 60_000))).toEqual(new Set([0]));
});

test('memory has room for so many measures of queues, and says what found none', () => {
  const history = new History(1);
  const queues = Array.from({ length: 2100 }, (_, i) => `q${i}`);
  const ones = new Float64Array(queues.length).fill(1);
  const readings = new Map([['inFlight' as const, { values: ones, qualities: new Uint8Array(queues.length) }]]);
  history.add({ ok: true, at: START, queues, waiting: ones, steps: ones, failed: new Map(), details: { readings, off: new Map() } });
  expect(history.columns.refused).toBe(100);
  expect([read(history, ['q1'], 'inFlight'), read(history, ['q2050'], 'inFlight'), read(history, ['q2050'], 'waiting')]).toEqual([
    [1],
    [Number.NaN],
    [1],
  ]);
  history.keepOnly(queues.filter((queue) => queue !== 'q2050' && queue !== 'q1'));
  expect(history.columns.refused).toBe(99);
});

test('after a pause the samples begin anew, and what was before is still there', () => {
  const history = new History(2);
  history.add(sampleOf(START, [1, 1], {}));
  history.add(sampleOf(START + 300_000, [2, 2], {}));
  expect(history.begins).toBe(START);
  history.add(sampleOf(START + 3 * 3600_000, [3, 3], {}));
  expect([history.begins, read(history, ['a'], 'waiting', 3600_000)]).toEqual([START + 3 * 3600_000, [2, Number.NaN, Number.NaN, 3]]);
});

test('a queue that never had anything in flight costs no column', () => {
  const history = new History(2);
  history.add(sampleOf(START, [5, 0], { inFlight: [0, 0], backlog: [5, 0], oldestAge: [0, 0], arrivals: [0, 0] }));
  const { width } = history.columns;
  history.add(sampleOf(START + 5000, [6, 0], { inFlight: [1, 0], backlog: [7, 0], oldestAge: [0, 0], arrivals: [0, 0] }));
  expect([width, history.columns.width]).toEqual([2 + MEASURES.length - 1, 2 + MEASURES.length - 1 + 2]);
});
