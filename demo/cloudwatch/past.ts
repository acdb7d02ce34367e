import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { MetricTable, type StoredDatum } from './metric-table';

/** A line of the output of `shop/past.py`: a metric at regular steps, with the values seen in each step. */
const stretch = z.object({
  namespace: z.string(),
  name: z.string(),
  dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
  unit: z.string(),
  /** Epoch seconds. */
  from: z.number(),
  step: z.number(),
  /** By step. */
  least: z.array(z.number()),
  usual: z.array(z.number()),
  most: z.array(z.number()),
});

/** A mirror that samples every five seconds. */
const SAMPLES_A_SECOND = 1 / 5;

/** @throws if the file is not in the format of `shop/past.py` */
export function readPast(file: string): MetricTable {
  const table = new MetricTable();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const { namespace, name, dimensions, unit, from, step, least, usual, most } = stretch.parse(JSON.parse(line));
    const third = Math.max(1, (step * SAMPLES_A_SECOND) / 3);
    // Most data are equal to others: equal ones share one tally.
    const tallies = new Map<string, ReadonlyMap<number, number>>();
    const data = usual.map((value, i): StoredDatum => {
      const seen = [least[i] ?? value, value, most[i] ?? value];
      const key = `${seen}`;
      const tally = tallies.get(key) ?? tallyOf(seen, third);
      tallies.set(key, tally);
      return { at: (from + i * step) * 1_000, unit, resolution: 60, values: tally };
    });
    table.add(namespace, name, dimensions, ...data);
  }
  return table;
}

function tallyOf(seen: readonly number[], count: number): ReadonlyMap<number, number> {
  const tally = new Map<number, number>();
  for (const value of seen) tally.set(value, (tally.get(value) ?? 0) + count);
  return tally;
}
