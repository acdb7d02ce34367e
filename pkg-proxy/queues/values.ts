import { type DetailMeasure, MEASURE_INFO, type Measure, QUALITIES, type Quality } from '../../src/contract/measures';
import type { GoodSample } from './sample';
import type { SeriesOf } from './series';

export interface Value {
  /** In the measure's unit; NaN if unknown. */
  readonly value: number;
  readonly quality: Quality;
}

const UNKNOWN: Value = { value: Number.NaN, quality: 'unknown' };

/**
 * A measure of a series in one sample. Several queues are added up, or for ages the maximum counts. If a queue is unknown, the result
 * is a lower bound.
 * @returns undefined if none of its queues is in the sample yet
 */
export function valueIn(
  sample: GoodSample,
  index: ReadonlyMap<string, number>,
  series: SeriesOf,
  measure: Measure,
  steps: number,
): Value | undefined {
  const values = series.queues.flatMap((queue) => {
    const q = index.get(queue);
    if (q === undefined) return []; // discovered after the sample was taken; the next one has it
    return measure === 'waiting' ? waitingIn(sample, q, series.step, steps) : detailIn(sample, q, measure, series.step);
  });
  if (values.length === 0) return undefined;
  const known = values.filter(({ value }) => !Number.isNaN(value));
  if (known.length === 0) return UNKNOWN;
  const value = known.reduce((a, b) => (MEASURE_INFO[measure].total === 'sum' ? a + b.value : Math.max(a, b.value)), 0);
  const quality = worstQuality(known.map((v) => v.quality));
  return { value, quality: known.length < values.length ? worstQuality([quality, 'atLeast']) : quality };
}

function waitingIn(sample: GoodSample, q: number, step: number | undefined, steps: number): Value {
  const total = sample.waiting[q] ?? Number.NaN;
  const value = Number.isNaN(total) || step === undefined ? total : (sample.steps[q * steps + step] ?? Number.NaN);
  return Number.isNaN(value) ? UNKNOWN : { value, quality: 'exact' };
}

function detailIn(sample: GoodSample, q: number, measure: DetailMeasure, step: number | undefined): Value {
  const reading = sample.details?.readings.get(measure);
  const value = reading?.values[q] ?? Number.NaN;
  // Only waiting tasks are known by priority.
  if (!reading || Number.isNaN(value) || step !== undefined) return UNKNOWN;
  return { value, quality: QUALITIES[reading.qualities[q] ?? 0] ?? 'unknown' };
}

export function worstQuality(qualities: readonly Quality[]): Quality {
  return QUALITIES.findLast((quality) => qualities.includes(quality)) ?? 'exact';
}

/** The greatest of the values that are known; NaN if none is. */
export function greatest(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((a, b) => Math.max(a, b));
}
