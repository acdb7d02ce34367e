import { type DetailMeasure, MEASURE_INFO, type Measure, QUALITIES, type Quality } from '../../src/contract/measures';
import type { GoodSample } from './sample';
import type { SeriesOf } from './series';

export interface Value {
  /** In the measure's unit; NaN when it is not known. */
  readonly value: number;
  readonly quality: Quality;
}

const UNKNOWN: Value = { value: Number.NaN, quality: 'unknown' };

/**
 * A measure of a series in one sample: of several queues the sum, or of ages the greatest; at least that where a queue of them is not known.
 * @returns undefined when no queue of it is in the sample yet
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
    if (q === undefined) return []; // discovered since the sample was taken: the next one has it
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
  // Only what waits is known by priority.
  if (!reading || Number.isNaN(value) || step !== undefined) return UNKNOWN;
  return { value, quality: QUALITIES[reading.qualities[q] ?? 0] ?? 'unknown' };
}

export function worstQuality(qualities: readonly Quality[]): Quality {
  return QUALITIES.findLast((quality) => qualities.includes(quality)) ?? 'exact';
}
