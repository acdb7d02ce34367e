import { QUALITIES } from '../../../src/contract/measures';
import type { DurationStatistic } from '../../../src/contract/queries/runs';
import { RUN_MEASURE_INFO, type RunMeasure } from '../../../src/contract/run-measures';
import { worstQuality } from '../values';
import type { RunsRange, RunsSeries } from './read-runs';

/** The counts that `inOneStep` needs beside those of the answer. */
export const WEIGHTS = ['succeeded', 'failed'] as const satisfies readonly RunMeasure[];

/**
 * A range in one step, for a table over more than memory holds. Counts add up, and the greatest run time is the greatest of the steps.
 * A percentile of many steps is not known from theirs: it is their mean by the number of runs, an estimate.
 * @param range with the counts of `WEIGHTS`
 * @param statistic of the durations
 */
export function inOneStep(range: RunsRange, measures: readonly RunMeasure[], statistic: DurationStatistic): RunsRange {
  const { times, stepMs, listened, qualities, keptSince } = range;
  const total = sum(listened);
  const series = range.series.map((each): RunsSeries => {
    const isPartial = measures.some((measure) => each.values.get(measure)?.some((value, i) => isMissing(measure, value, listened[i]!)));
    const values = measures.map((measure) => [measure, Float64Array.of(wholeOf(each, measure, statistic, listened))] as const);
    const known = isPartial ? (['atLeast'] as const) : [];
    return {
      name: each.name,
      values: new Map(values),
      quality: worstQuality([each.quality, ...known]),
      queueTimeQuality: worstQuality([each.queueTimeQuality, ...known]),
    };
  });
  return {
    times: times.subarray(0, 1),
    stepMs: stepMs * times.length,
    listened: Float64Array.of(total),
    qualities: Uint8Array.of(QUALITIES.indexOf(worstQuality(Array.from(qualities, (i) => QUALITIES[i] ?? 'unknown')))),
    series,
    keptSince,
  };
}

/** Whether somebody listened and yet nothing is known: the measure was not stored. */
function isMissing(measure: RunMeasure, value: number, listened: number): boolean {
  return RUN_MEASURE_INFO[measure].kind === 'count' && listened > 0 && Number.isNaN(value);
}

function wholeOf({ values }: RunsSeries, measure: RunMeasure, statistic: DurationStatistic, listened: Float64Array): number {
  const own = values.get(measure) ?? new Float64Array();
  const succeeded = values.get('succeeded') ?? new Float64Array();
  const { kind } = RUN_MEASURE_INFO[measure];
  if (kind === 'count') return sum(own);
  if (kind === 'slots') return mean(own, listened);
  if (kind === 'duration') return statistic === 'max' ? greatest(own) : mean(own, succeeded);
  const failed = sum(values.get('failed') ?? new Float64Array()) || 0;
  return failed / (failed + (sum(succeeded) || 0));
}

/** Of what is known; NaN when nothing is. */
function sum(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((all, value) => all + value, 0);
}

function greatest(values: Float64Array): number {
  return values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most), Number.NaN);
}

function mean(values: Float64Array, weights: Float64Array): number {
  let all = 0;
  let weight = 0;
  for (const [i, value] of values.entries()) {
    const of = weights[i] ?? 0;
    if (Number.isNaN(value) || !(of > 0)) continue;
    all += value * of;
    weight += of;
  }
  return all / weight;
}
