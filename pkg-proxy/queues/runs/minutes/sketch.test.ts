import { describe, expect, test } from 'vitest';
import type { DurationStatistic } from '../../../../src/contract/queries/runs';
import { ByteReader, ByteWriter } from './bytes';
import { Sketch } from './sketch';

/** Numbers that look random and are the same each time, 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
const many = (n: number, draw: (random: () => number) => number) => {
  const random = randomFrom(7);
  return Array.from({ length: n }, () => draw(random));
};
const sketchOf = (values: readonly number[]) => {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return sketch;
};
const copyOf = (sketch: Sketch, unit = 1) => {
  const writer = new ByteWriter();
  sketch.write(writer, unit);
  const copy = new Sketch();
  copy.read(new ByteReader(writer.toBuffer()), unit);
  return copy;
};
const RANK = { p50: 0.5, p95: 0.95, p99: 0.99 };

const DISTRIBUTIONS: Record<string, readonly number[]> = {
  lognormal: many(10_000, (random) => Math.exp(normal(random))),
  'wide lognormal': many(10_000, (random) => Math.exp(3 * normal(random))),
  constant: Array.from({ length: 500 }, () => 0.25),
  bimodal: many(10_000, (random) => (random() < 0.7 ? 0.01 + random() / 1000 : 60 + random())),
  tiny: many(2000, (random) => 2e-6 + random() * 1e-5),
  huge: many(2000, (random) => 1e6 * (1 + random())),
  few: [0.1, 0.2, 30],
  one: [3.7],
};

describe.each(Object.entries(DISTRIBUTIONS))('%s', (_, values) => {
  const sorted = [...values].sort((a, b) => a - b);
  test.each(['p50', 'p95', 'p99'] as const)('%s is within 2 %% of the truth, also when it was packed', (name) => {
    const truth = sorted[Math.floor(RANK[name] * (sorted.length - 1))]!;
    for (const sketch of [sketchOf(values), copyOf(sketchOf(values))]) {
      expect(Math.abs(sketch.statistic(name) / truth - 1)).toBeLessThanOrEqual(0.02);
    }
  });

  test('count, average and maximum are not off', () => {
    const sketch = sketchOf(values);
    expect(sketch.count).toBe(values.length);
    expect(sketch.statistic('max')).toBe(sorted.at(-1));
    expect(sketch.statistic('avg')).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 6);
    expect(copyOf(sketch).statistic('avg') / sketch.statistic('avg')).toBeCloseTo(1, 6);
  });

  test('the sum of two sketches is the sketch of both', () => {
    const half = sketchOf(values.slice(0, values.length >> 1));
    half.merge(sketchOf(values.slice(values.length >> 1)));
    const whole = sketchOf(values);
    expect(half.count).toBe(whole.count);
    for (const name of ['p50', 'p95', 'p99', 'max'] satisfies DurationStatistic[]) expect(half.statistic(name)).toBe(whole.statistic(name));
  });
});

test('nothing has no statistic, and 0 is a duration', () => {
  expect(new Sketch().statistic('p50')).toBeNaN();
  expect(new Sketch().statistic('avg')).toBeNaN();
  const zeros = sketchOf([0, 0, 0, 5]);
  expect([zeros.statistic('p50'), zeros.statistic('max'), zeros.count]).toEqual([0, 5, 4]);
});

test('what stands for many counts as many, and is kept to a sixteenth', () => {
  const sketch = new Sketch();
  sketch.add(1, 2.5);
  sketch.add(100, 0.25);
  expect(copyOf(sketch, 1 / 16).count).toBe(2.75);
  expect(copyOf(sketch, 1 / 16).statistic('avg')).toBeCloseTo(27.5 / 2.75, 5);
});

test('thirty runs take less than 80 bytes', () => {
  const writer = new ByteWriter();
  sketchOf(many(30, (random) => Math.exp(normal(random)))).write(writer, 1);
  expect(writer.length).toBeLessThan(80);
});

describe('spread()', () => {
  const spreadOf = (durations: readonly number[], most = 150) => {
    const sketch = new Sketch();
    for (const seconds of durations) sketch.add(seconds);
    return sketch.spread(most);
  };
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

  test('few durations are values within 1 %, the greatest exact', () => {
    const { values, counts } = spreadOf([0.5, 0.5, 2, 7.77, 7.78]);
    expect(counts).toEqual([2, 1, 1, 1]);
    for (const [i, seconds] of [0.5, 2, 7.77].entries()) expect(Math.abs((values[i] ?? 0) / seconds - 1)).toBeLessThan(0.0101);
    expect(values[3]).toBe(7.78);
  });

  test('of many there are at most so many, ascending, and none is lost', () => {
    const durations = Array.from({ length: 5_000 }, (_, i) => Math.exp((i / 5_000) * 14 - 7));
    const { values, counts } = spreadOf(durations);
    expect(values.length).toBeLessThanOrEqual(150);
    expect(values.length).toBeGreaterThan(100);
    expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
    expect(sum(counts)).toBe(5_000);
    const mean = sum(values.map((value, i) => value * (counts[i] ?? 0))) / 5_000;
    expect(Math.abs(mean / (sum(durations) / 5_000) - 1)).toBeLessThan(0.01);
    expect(values.at(-1)).toBe(durations.at(-1));
  });

  test('what stands for more than was heard is rounded as a whole', () => {
    const sketch = new Sketch();
    for (let i = 0; i < 40; i++) sketch.add(1.1 ** i, 1.25);
    const { counts } = sketch.spread(150);
    expect(sum(counts)).toBe(50);
    expect(counts.every((count) => Number.isInteger(count) && count > 0)).toBe(true);
  });

  test('no time at all is a value too', () => expect(spreadOf([0, 0])).toEqual({ values: [0], counts: [2] }));
});
