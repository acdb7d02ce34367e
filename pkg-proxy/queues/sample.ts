import type { DetailMeasure, Measure } from '../../src/contract/measures';
import type { BrokerError } from './ports/reader';

/** One measure of every queue of a sample, in the order of its queues. */
export interface Reading {
  /** In the measure's unit; NaN if unknown. */
  readonly values: Float64Array;
  /** How far each value can be trusted: an index into QUALITIES. */
  readonly qualities: Uint8Array;
}

/** Queue details: what was read beyond lengths. */
export interface Details {
  readonly readings: ReadonlyMap<DetailMeasure, Reading>;
  /** Measures that cannot be read, with the reason and what to do. */
  readonly off: ReadonlyMap<DetailMeasure, string>;
}

/** A sample that succeeded. */
export interface GoodSample {
  readonly ok: true;
  /** When the lengths were read, epoch milliseconds. */
  readonly at: number;
  /** The queues that were asked for, in the order of `waiting` and `steps`. */
  readonly queues: readonly string[];
  /** Tasks waiting by queue, summed over priority steps; NaN for a queue that could not be read. */
  readonly waiting: Float64Array;
  /** Tasks waiting by queue and step: index `queue × number of steps + step`. */
  readonly steps: Float64Array;
  /** Why a queue could not be read, by name. */
  readonly failed: ReadonlyMap<string, string>;
  /** Absent when only lengths were read. */
  readonly details?: Details | undefined;
}

/** A sample that failed. */
export interface FailedSample {
  readonly ok: false;
  readonly at: number;
  readonly error: BrokerError;
}

export type Sample = GoodSample | FailedSample;

/** The values of one measure, in the order of the sample's queues; undefined if it was not read. */
export function valuesOf(sample: GoodSample, measure: Measure): Float64Array | undefined {
  return measure === 'waiting' ? sample.waiting : sample.details?.readings.get(measure)?.values;
}

/** The measures that cannot be read, grouped by reason, so that each reason is reported once. */
export function unknownByReason(
  { off }: Pick<Details, 'off'>,
  measures: Iterable<DetailMeasure> = off.keys(),
): ReadonlyMap<string, readonly DetailMeasure[]> {
  const byReason = new Map<string, DetailMeasure[]>();
  for (const measure of measures) {
    const reason = off.get(measure);
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), measure]);
  }
  return byReason;
}

/** Tasks waiting by queue, over all its lists; NaN for a queue that could not be read. */
export function totalsOf(queues: readonly string[], lengths: Float64Array, failed: ReadonlyMap<string, string>): Float64Array {
  const steps = queues.length === 0 ? 0 : lengths.length / queues.length;
  return Float64Array.from(queues, (queue, q) => {
    if (failed.has(queue)) return Number.NaN;
    let total = 0;
    for (let s = 0; s < steps; s++) total += lengths[q * steps + s] ?? 0;
    return total;
  });
}
