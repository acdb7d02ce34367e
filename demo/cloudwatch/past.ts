import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { MetricTable, type Stretch } from './metric-table';

const metric = z.object({
  namespace: z.string(),
  name: z.string(),
  dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
  unit: z.string(),
  kind: z.enum(['samples', 'minutes', 'runs']),
  plus: z.number(),
  times: z.number(),
  most: z.number().nullable(),
  digits: z.number(),
  spread: z.array(z.number()),
  noise: z.number(),
  dips: z.boolean(),
});
type Metric = z.infer<typeof metric>;

/** A line of the output of `shop/past.py`: values at regular steps, and the metrics that follow from them (`shop/measures.py`). */
const line = z.object({
  /** Epoch seconds. */
  from: z.number(),
  step: z.number(),
  /** By step. */
  least: z.array(z.number()),
  usual: z.array(z.number()),
  most: z.array(z.number()),
  metrics: z.array(metric),
});
type Line = z.infer<typeof line>;

/** A mirror that samples every five seconds. */
const SAMPLES_A_SECOND = 1 / 5;
/** A worker that dies is gone for one minute of so many. */
const DIPS_EVERY = 5;

/** For how long CloudWatch keeps minutes (API reference of `MetricStat.Period`). Seconds. */
const MINUTES_KEPT = 15 * 86_400;

/**
 * Nothing but the lines is kept: a datum is computed when it is read.
 * @param now epoch milliseconds
 * @throws if the file is not in the format of `shop/past.py`
 */
export function readPast(file: string, now = Date.now()): MetricTable {
  const table = new MetricTable();
  const minutesSince = now / 1_000 - MINUTES_KEPT;
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    if (text === '') continue;
    const values = line.parse(JSON.parse(text));
    for (const part of withMinutes(values, minutesSince)) {
      for (const one of part.metrics) table.addPast(one.namespace, one.name, one.dimensions, stretchOf(part, one));
    }
  }
  return table;
}

/** Five minutes, where CloudWatch would have minutes, become minutes on a straight line from step to step. */
function withMinutes(values: Line, since: number): Line[] {
  const { from, step, usual, least, most } = values;
  const old = Math.max(0, Math.ceil((since - from) / step));
  if (step !== 300 || old >= usual.length) return [values];
  const minutes = (steps: readonly number[]): number[] =>
    steps.slice(old).flatMap((value, i) => {
      const next = steps[old + i + 1] ?? value;
      return [0, 1, 2, 3, 4].map((minute) => value + ((next - value) * minute) / 5);
    });
  return [
    { ...values, usual: usual.slice(0, old), least: least.slice(0, old), most: most.slice(0, old) },
    { ...values, from: from + old * step, step: 60, usual: minutes(usual), least: minutes(least), most: minutes(most) },
  ];
}

function stretchOf(values: Line, one: Metric): Stretch {
  const { from, step, usual } = values;
  const minutes = Math.max(1, step / 60);
  const noisy = (i: number, x = 0) => amountOf(one, x) * (1 + one.noise * (2 * chanceOf(from + i * step, one.name.length) - 1));
  const tallies = {
    samples: (i: number) => {
      const third = Math.max(1, (step * SAMPLES_A_SECOND) / 3);
      const dip = one.dips && step === 60 && (from / 60 + i) % DIPS_EVERY === 0 ? 1 : 0;
      const seen = [values.least[i], usual[i], values.most[i]].map((x) => Math.max(0, noisy(i, x) - dip));
      return tallyOf(
        seen.map((value) => rounded(value, one.digits)),
        third,
      );
    },
    minutes: (i: number) => tallyOf([wholeOf(noisy(i, usual[i]), from + i * step)], minutes),
    runs: (i: number) => {
      const runs = wholeOf(noisy(i, usual[i]) * minutes, from + i * step);
      const shown = Math.min(runs, one.spread.length);
      const seconds = Array.from({ length: shown }, (_, j) => {
        const chance = chanceOf(from + i * step, j + 1);
        const usually = one.spread[Math.floor(((j + chance) / shown) * one.spread.length)] ?? 0;
        return rounded(usually * (0.85 + 0.3 * chance), 2);
      });
      return tallyOf(seconds, runs / shown);
    },
  };
  return { unit: one.unit, from: from * 1_000, step: step * 1_000, count: usual.length, tally: tallies[one.kind] };
}

const amountOf = ({ plus, times, most }: Metric, x: number): number =>
  Math.max(0, Math.min(most ?? Number.POSITIVE_INFINITY, plus + times * x));

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** A whole number that is `value` on average. */
const wholeOf = (value: number, seconds: number): number => Math.floor(value) + (chanceOf(seconds, 0) < value % 1 ? 1 : 0);

/** A number from 0 to 1 of a time and a seed, the same whenever it is asked for. */
function chanceOf(seconds: number, seed: number): number {
  const mixed = Math.imul((seconds / 60) ^ Math.imul(seed * 1_000, 0x9e3779b1), 0x85ebca6b);
  return (Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> 0) / 2 ** 32;
}

function tallyOf(seen: readonly number[], count: number): ReadonlyMap<number, number> {
  const tally = new Map<number, number>();
  for (const value of seen) tally.set(value, (tally.get(value) ?? 0) + count);
  return tally;
}
