import { describe, expect, test } from 'vitest';
import { randomOf } from '../../../test/setup/seeded-random';
import type { GoodSample } from '../sample';
import type { SeriesOf } from '../series';
import { History } from './history';
import { readRange } from './range';

const START = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;
const HOUR = 3600_000;

/** Queue → lengths by two steps, and what is in flight. */
type Lengths = Readonly<Record<string, readonly [first: number, second: number, inFlight: number]>>;

function sampleOf(at: number, lengths: Lengths): GoodSample {
  const queues = Object.keys(lengths);
  const rows = Object.values(lengths);
  const inFlight = { values: Float64Array.from(rows, ([, , n]) => n), qualities: new Uint8Array(rows.length) };
  return {
    ok: true,
    at,
    queues,
    waiting: Float64Array.from(rows, ([a, b]) => a + b),
    steps: Float64Array.from(rows.flatMap((row) => row.slice(0, 2))),
    failed: new Map(),
    details: { readings: new Map([['inFlight', inFlight]]), off: new Map() },
  };
}

function read(history: History, series: readonly SeriesOf[], from = START, to = START + 100 * HOUR, interval = MINUTE) {
  return readRange(history, { series, from, to, interval, sampling: 5000, statistic: 'max' });
}

const everything = (queue: string): readonly SeriesOf[] => [
  { queues: [queue] },
  { queues: [queue], step: 0 },
  { queues: [queue], step: 1 },
  { queues: [queue], measure: 'inFlight' },
];

describe('the columns of a forgotten queue serve the next at once', () => {
  test('which shows nothing of what the queue before it had, in samples nor in minutes', () => {
    const history = new History(2);
    const keep = [1, 2, 3] as const;
    history.keepOnly(['keep', 'old']);
    for (let at = START; at < START + 10 * MINUTE; at += 5000) history.add(sampleOf(at, { keep, old: [900, 99, 500] }));
    const { width } = history.columns;
    // In the middle of a minute.
    const change = START + 10 * MINUTE + 30_000;
    for (let at = START + 10 * MINUTE; at < change; at += 5000) history.add(sampleOf(at, { keep, old: [900, 99, 500] }));
    history.keepOnly(['keep']);
    for (let at = change; at < change + 2 * HOUR; at += 5000) {
      if (at === change) history.keepOnly(['keep', 'fresh']);
      history.add(sampleOf(at, { keep, fresh: [3, at > change + HOUR ? 1 : 0, at > change + HOUR ? 2 : 0] }));
    }
    expect(history.columns.width).toBe(width);
    for (const interval of [1000, MINUTE]) {
      const { times, values } = read(history, everything('fresh'), START, START + 100 * HOUR, interval);
      const [total, first, second, inFlight] = values.map((own) => new Set(own.filter((v) => !Number.isNaN(v))));
      expect([total, first, second, inFlight]).toEqual([new Set([3, 4]), new Set([3]), new Set([0, 1]), new Set([0, 2])]);
      expect(times.filter((_, t) => !Number.isNaN(values[0]?.[t] ?? Number.NaN))[0]).toBeGreaterThanOrEqual(change - 30_000);
    }
    const old = read(history, everything('old'));
    expect(old.values.flatMap((own) => [...own]).every(Number.isNaN)).toBe(true);
    const kept = read(history, everything('keep'));
    expect(kept.values.map((own) => [...new Set(own)])).toEqual([[3], [1], [2], [3]]);
  });

  test('a minute counts only the samples of who has the column now', () => {
    const history = new History(2);
    for (let i = 0; i < 6; i++) history.add(sampleOf(START + i * 5000, { old: [60, 0, 0] }));
    history.keepOnly([]);
    for (let i = 6; i < 12; i++) history.add(sampleOf(START + i * 5000, { fresh: [10 + i, 0, 0] }));
    // The samples themselves must be gone for the minute to be read.
    for (let i = 1; i < 90; i++) history.add(sampleOf(START + i * MINUTE, { fresh: [1, 0, 0] }));
    const range = (statistic: 'avg' | 'min' | 'max') =>
      readRange(history, { series: [{ queues: ['fresh'] }], from: START, to: START, interval: MINUTE, sampling: 5000, statistic })
        .values[0]?.[0];
    expect([range('min'), range('avg'), range('max')]).toEqual([16, 18.5, 21]);
  });

  test('also when the clock is set back afterwards', () => {
    const history = new History(2);
    for (let i = 0; i < 24; i++) history.add(sampleOf(START + i * 5000, { old: [900, 9, 9] }));
    history.keepOnly([]);
    for (let i = 24; i < 48; i++) history.add(sampleOf(START + i * 5000, { fresh: [2, 1, 1] }));
    for (let i = 12; i < 24; i++) history.add(sampleOf(START + i * 5000, { fresh: [4, 1, 1] }));
    const { times, values } = read(history, everything('fresh'), START, START + HOUR, 1000);
    expect(times.length).toBe(24);
    expect([...(values[0] ?? [])]).toEqual([...new Array<number>(12).fill(Number.NaN), ...new Array<number>(12).fill(5)]);
    expect(values.slice(1).map((own) => own.at(-1))).toEqual([4, 1, 1]);
  });
});

describe('memory is bounded', () => {
  test('16,000 names that come and go, all with priorities and tasks in flight, leave the columns of 10,000 and 60 queues that live right', () => {
    const history = new History(4);
    const random = randomOf(5);
    const steady = Array.from({ length: 60 }, (_, i) => `steady${i}`);
    const truth: { at: number; values: readonly number[] }[] = [];
    const known: string[] = [];
    const most = 10_000 - steady.length;
    let widest = 0;
    // Two days, a sample every ten minutes, 56 new names at each.
    for (let i = 0; i < 288; i++) {
      const at = START + i * 10 * MINUTE;
      for (let j = 0; j < 56; j++) known.push(`job${i * 56 + j}`);
      known.splice(0, Math.max(0, known.length - most));
      const queues = [...steady, ...known];
      history.keepOnly(queues);
      const own = steady.map(() => Math.floor(random() * 100));
      const alive = queues.map((_, q) => (q < 60 ? (own[q] ?? 0) : q >= queues.length - 140 ? 7 : 0));
      history.add({
        ok: true,
        at,
        queues,
        waiting: Float64Array.from(alive, (n) => 2 * n),
        steps: Float64Array.from(alive.flatMap((n) => [n, 0, 0, n])),
        failed: new Map(),
        details: {
          readings: new Map([['inFlight', { values: Float64Array.from(alive, (n) => 3 * n), qualities: new Uint8Array(alive.length) }]]),
          off: new Map(),
        },
      });
      truth.push({ at, values: own });
      widest = Math.max(widest, history.columns.width);
    }
    // Totals, a marker, and the two kinds of extra columns.
    expect(widest).toBeLessThanOrEqual(10_000 + 1 + 4000 + 2000);
    const { times, values } = read(
      history,
      steady.flatMap((queue) => [{ queues: [queue] }, { queues: [queue], step: 3 }, { queues: [queue], measure: 'inFlight' as const }]),
    );
    const last = truth.filter(({ at }) => at > START + 25 * HOUR);
    expect(times.length).toBeGreaterThanOrEqual(last.length);
    for (const { at, values: own } of last) {
      const t = times.indexOf(at);
      expect(own.map((_, q) => [0, 1, 2].map((i) => values[3 * q + i]?.[t]))).toEqual(own.map((n) => [2 * n, n, 3 * n]));
    }
  });

  test('of more queues with priorities than there is room for, those left out are known before they used them, and not after', () => {
    const history = new History(2);
    const queues = Array.from({ length: 2001 }, (_, i) => `q${i}`);
    const add = (at: number, second: number) => history.add(sampleOf(at, Object.fromEntries(queues.map((q) => [q, [5, second, 0]]))));
    add(START, 0);
    add(START + 5000, 2);
    expect([history.columns.refusedSteps, history.columns.width]).toEqual([1, 2001 + 1 + 4000]);
    const steps = ['q0', 'q2000'].flatMap((queue) => [0, 1].map((step) => ({ queues: [queue], step })));
    expect(read(history, steps, START, START + MINUTE, 5000).values.map((own) => [...own])).toEqual([
      [5, 5],
      [0, 2],
      [5, Number.NaN],
      [0, Number.NaN],
    ]);
  });

  test('who has had nothing to say for an hour makes room for who has, and is unknown from then on, not zero', () => {
    const history = new History(1);
    const early = Array.from({ length: 2000 }, (_, i) => `early${i}`);
    const queues = [...early, 'late'];
    const add = (at: number, inFlight: (queue: string) => number) =>
      history.add(sampleOf(at, Object.fromEntries(queues.map((q) => [q, [1, 0, inFlight(q)]]))));
    add(START, (q) => (q === 'late' ? 0 : 5));
    add(START + 5 * MINUTE, (q) => (q === 'early7' ? 5 : q === 'late' ? 4 : 0));
    expect(history.columns.refused).toBe(1);
    for (let i = 2; i < 16; i++) add(START + i * 5 * MINUTE, (q) => (q === 'early7' ? 5 : q === 'late' ? 4 : 0));
    expect(history.columns.refused).toBe(200);
    const { times, values } = read(
      history,
      ['late', 'early7', 'early9'].map((queue) => ({ queues: [queue], measure: 'inFlight' as const })),
    );
    const [late = [], busy = [], quiet = []] = values.map((own) => [...own].filter((_, t) => (times[t] ?? 0) % (5 * MINUTE) === 0));
    expect(busy).toEqual(new Array<number>(16).fill(5));
    expect([late[0], late[1], late.at(-1)]).toEqual([0, Number.NaN, 4]);
    expect(new Set(quiet)).toEqual(new Set([Number.NaN]));
  });
});
