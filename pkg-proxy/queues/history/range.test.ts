import { describe, expect, test } from 'vitest';
import { STATISTICS, type Statistic } from '../../../src/contract/queries/history';
import { randomOf } from '../../../test/setup/seeded-random';
import { BrokerError } from '../ports/reader';
import type { Sample } from '../sample';
import type { SeriesOf } from '../series';
import { History } from './history';
import { readRange } from './range';

const START = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;
const HOUR = 3600_000;
const STEPS = 3;

/** Queue → lengths by step; null for a queue that could not be read. */
type Lengths = Readonly<Record<string, readonly number[] | null>>;

function sample(at: number, lengths: Lengths | null): Sample {
  if (!lengths) return { ok: false, at, error: new BrokerError('refused', 'refused') };
  const queues = Object.keys(lengths);
  return {
    ok: true,
    at,
    queues,
    waiting: Float64Array.from(queues, (q) => lengths[q]?.reduce((a, b) => a + b, 0) ?? Number.NaN),
    steps: Float64Array.from(queues.flatMap((q) => lengths[q] ?? [0, 0, 0])),
    failed: new Map(queues.filter((q) => lengths[q] === null).map((q) => [q, 'WRONGTYPE'])),
  };
}

function historyOf(samples: readonly Sample[]): History {
  const history = new History(STEPS);
  for (const s of samples) history.add(s);
  return history;
}

/** One value of a series in one sample, read the slow way. */
function valueIn(s: Sample, { queues, step }: SeriesOf): number {
  if (!s.ok) return Number.NaN;
  const known = queues
    .map((q) => {
      const i = s.queues.indexOf(q);
      if (i < 0 || Number.isNaN(s.waiting[i])) return Number.NaN;
      return (step === undefined ? s.waiting[i] : s.steps[i * STEPS + step]) ?? Number.NaN;
    })
    .filter((v) => !Number.isNaN(v));
  return known.length === 0 ? Number.NaN : known.reduce((a, b) => a + b, 0);
}

function fold(values: readonly number[], statistic: Statistic): number {
  const known = values.filter((v) => !Number.isNaN(v));
  if (statistic === 'last') return values.at(-1) ?? Number.NaN;
  if (known.length === 0) return Number.NaN;
  if (statistic === 'avg') return known.reduce((a, b) => a + b, 0) / known.length;
  return statistic === 'max' ? Math.max(...known) : Math.min(...known);
}

function expectClose(got: number | undefined, wanted: number, what?: string): void {
  if (Number.isNaN(wanted)) expect(got, what).toBeNaN();
  else expect(got, what).toBeCloseTo(wanted, 9);
}

function randomSamples(random: () => number, hours: number, everyMs: number): Sample[] {
  const samples: Sample[] = [];
  const lengths: Record<string, number[]> = { a: [0, 0, 0], b: [5, 0, 0] };
  for (let at = START + Math.floor(random() * MINUTE); at < START + hours * HOUR; at += everyMs) {
    if (random() < 0.002) at += Math.floor(random() * 10 * MINUTE); // nobody sampled
    if (random() < 0.01) lengths[`new${Math.floor(random() * 3)}`] ??= [1, 0, 0];
    const failing = random() < 0.05;
    const row: Record<string, number[] | null> = {};
    for (const [queue, steps] of Object.entries(lengths)) {
      if (random() < 0.1) steps[0] = Math.floor(random() * 100);
      if (queue !== 'a' && at > START + (hours / 2) * HOUR && random() < 0.05)
        steps[1 + Math.floor(random() * 2)] = Math.floor(random() * 10);
      row[queue] = random() < 0.01 ? null : [...steps];
    }
    samples.push(sample(at + Math.floor(random() * 400), failing ? null : row));
  }
  return samples;
}

const QUEUES = ['a', 'b', 'new0', 'new1', 'new2', 'never'];
const SERIES: readonly SeriesOf[] = [
  ...QUEUES.map((q) => ({ queues: [q] })),
  ...QUEUES.flatMap((q) => [0, 1, 2].map((step) => ({ queues: [q], step }))),
];

describe('against the slow way, random samples of the last hour', () => {
  for (let seed = 1; seed <= 12; seed++) {
    test(`seed ${seed}`, () => {
      const random = randomOf(seed);
      const samples = randomSamples(random, 0.9, 5000);
      const history = historyOf(samples);
      const statistic = STATISTICS[seed % 4] ?? 'max';
      const from = START + Math.floor(random() * 0.3 * HOUR);
      const to = from + Math.floor(random() * HOUR);
      const series = [...SERIES, { queues: QUEUES }];
      const inside = samples.filter((s) => s.at >= from && s.at <= to);

      const raw = readRange(history, { series, from, to, interval: 5000, sampling: 5000, statistic });
      expect(Array.from(raw.times)).toEqual(inside.map((s) => s.at));
      series.forEach((s, i) => {
        expect(Array.from(raw.values[i] ?? [])).toEqual(inside.map((x) => valueIn(x, s)));
      });

      const interval = 5001 + random() * 200_000;
      const coarse = readRange(history, { series, from, to, interval, sampling: 5000, statistic });
      expect(coarse.interval).toBe(Math.ceil(interval));
      series.forEach((s, i) => {
        coarse.times.forEach((time, t) => {
          const values = inside.filter((x) => x.at >= time && x.at < time + coarse.interval).map((x) => valueIn(x, s));
          expectClose(coarse.values[i]?.[t], fold(values, statistic));
        });
      });
      expect(coarse.times.length).toBe(
        inside.length === 0 ? 0 : Math.floor(inside.at(-1)!.at / coarse.interval) - Math.floor(inside[0]!.at / coarse.interval) + 1,
      );
    });
  }
});

describe('against the slow way, across the seam between minutes and samples', () => {
  for (let seed = 1; seed <= 8; seed++) {
    test(`seed ${seed}`, () => {
      const random = randomOf(seed * 101);
      const samples = randomSamples(random, 3, 10_000);
      const history = historyOf(samples);
      const statistic = STATISTICS[seed % 4] ?? 'max';
      const interval = MINUTE * (1 + Math.floor(random() * 7));
      const from = START - HOUR;
      const to = START + 4 * HOUR;
      const range = readRange(history, { series: SERIES, from, to, interval, sampling: 10_000, statistic });
      expect(range.interval).toBe(interval);
      expect(range.times[0]).toBeLessThanOrEqual(samples[0]!.at);
      SERIES.forEach((s, i) => {
        range.times.forEach((time, t) => {
          const bucket = samples.filter((x) => x.at >= time && x.at < time + interval);
          const values = bucket.map((x) => valueIn(x, s));
          // A minute keeps the last value that it knew, while a failed sample of the last hour is known to have failed.
          if (statistic === 'last' && values.some(Number.isNaN)) return;
          expectClose(range.values[i]?.[t], fold(values, statistic), `${JSON.stringify(s)} at ${t} of ${range.times.length}`);
        });
      });
    });
  }
});

describe('edges', () => {
  const one = { series: [{ queues: ['a'] }], sampling: 5000, statistic: 'max' as const };
  const steady = (hours: number, everyMs: number, lengths: (at: number) => Lengths | null = () => ({ a: [1, 0, 0] })) =>
    Array.from({ length: (hours * HOUR) / everyMs }, (_, i) => sample(START + i * everyMs, lengths(START + i * everyMs)));

  test('no samples, an empty range and a range that ends before it starts', () => {
    const empty = readRange(new History(STEPS), { ...one, from: START, to: START + HOUR, interval: 1000 });
    expect([empty.times.length, empty.values[0]?.length]).toEqual([0, 0]);
    const history = historyOf(steady(0.1, 5000));
    for (const interval of [1000, 60_000, Number.MAX_SAFE_INTEGER]) {
      expect(readRange(history, { ...one, from: START + HOUR, to: START, interval }).times.length).toBe(0);
      expect(readRange(history, { ...one, from: START + 2 * HOUR, to: START + 3 * HOUR, interval }).times.length).toBe(0);
    }
  });

  test('the last hour shows samples as taken, however long the history is, at whichever second one looks', () => {
    const history = new History(STEPS);
    steady(3, 5000).forEach((s, i, all) => {
      history.add(s);
      if (i < all.length / 2 || i % 7 !== 0) return;
      const range = readRange(history, { ...one, from: s.at + 4999 - HOUR, to: s.at + 4999, interval: 5000 });
      expect([range.interval, range.times.length]).toEqual([0, 720]);
    });
  });

  test('a spike of one sample stays visible as it ages over the seam, at whichever second it came', () => {
    const history = new History(STEPS);
    const spikes = new Set(Array.from({ length: 25 }, (_, k) => START + 7 * k * MINUTE + (k % 3) * 5000));
    for (const s of steady(3, 5000, (at) => ({ a: [spikes.has(at) ? 500 : 1, 0, 0] }))) {
      history.add(s);
      if (s.at < START + HOUR || s.at % 20_000 !== 0) continue;
      const { values } = readRange(history, { ...one, from: START, to: s.at, interval: MINUTE });
      expect(values[0]?.filter((v) => v === 500).length).toBe([...spikes].filter((at) => at <= s.at).length);
    }
  });

  test('a broker that is failing gives null up to now, never an old number', () => {
    const history = historyOf(steady(0.5, 5000, (at) => (at < START + 0.25 * HOUR ? { a: [9, 0, 0] } : null)));
    for (const [interval, statistic] of [
      [1000, 'max'],
      [60_000, 'last'],
    ] as const) {
      const { times, values } = readRange(history, { ...one, from: START, to: START + HOUR, interval, statistic });
      expect(times.at(-1)).toBeGreaterThanOrEqual(START + 0.5 * HOUR - 60_000);
      expect(values[0]?.at(-1)).toBeNaN();
    }
  });

  test('a clock that is set back loses the rows of its second future, and nothing throws', () => {
    const history = historyOf([...steady(0.5, 5000), ...steady(0.2, 5000, () => ({ a: [7, 0, 0] }))]);
    for (const interval of [1000, 60_000]) {
      const { times, values } = readRange(history, { ...one, from: START - HOUR, to: START + HOUR, interval });
      expect(Array.from(times)).toEqual(Array.from(times).sort((a, b) => a - b));
      expect(new Set(times).size).toBe(times.length);
      expect(new Set(values[0])).toEqual(new Set([7]));
    }
  });

  test('what is older than a day is gone, also after a pause of days', () => {
    const history = historyOf(steady(26, 60_000));
    expect(history.minutes[0]?.at).toBeGreaterThan(START + 1.8 * HOUR);
    history.add(sample(START + 100 * HOUR, { a: [1, 0, 0] }));
    history.add(sample(START + 100 * HOUR + 5000, { a: [1, 0, 0] }));
    expect([history.minutes.length, history.recent.length]).toEqual([0, 2]);
  });

  test('lists of the greatest length Redis can hold do not look absent', () => {
    const history = historyOf([sample(START, { a: [2 ** 32 - 2, 0, 0] })]);
    expect(readRange(history, { ...one, from: START, to: START, interval: 1 }).values[0]?.[0]).toBe(2 ** 32 - 2);
  });
});
