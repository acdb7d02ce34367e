import { MEASURE_INFO, type Measure } from '../../../src/contract/measures';
import type { ArchiveSegment } from '../ports/archive';
import { STEP_MS, STEPS } from './band';

/** The five-minute averages of the n-th queue, four weeks from `from` (epoch milliseconds) on; NaN where nothing is stored. */
export function averagesOf(segments: readonly ArchiveSegment[], n: number, from: number): Float64Array {
  const averages = new Float64Array(STEPS).fill(Number.NaN);
  for (const { times, values, period } of segments) {
    const own = values[n];
    times.forEach((time, i) => {
      const place = (time - from) / STEP_MS;
      // An archive may have kept no more than coarser averages.
      averages.fill(own?.[i] ?? Number.NaN, Math.max(0, place), Math.max(0, place + period / STEP_MS));
    });
  }
  return averages;
}

/** Puts the queues of a total together, time by time, as their live values are: of ages the greatest, else the sum of what is known. */
export function putTogether(measure: Measure) {
  const isSum = MEASURE_INFO[measure].total === 'sum';
  const averages = new Float64Array(STEPS).fill(Number.NaN);
  return {
    averages,
    add(own: Float64Array): void {
      for (let i = 0; i < averages.length; i++) {
        const value = own[i]!;
        const before = averages[i]!;
        if (!Number.isNaN(value)) averages[i] = Number.isNaN(before) ? value : isSum ? before + value : Math.max(before, value);
      }
    },
  };
}
