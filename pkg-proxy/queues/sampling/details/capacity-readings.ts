import { type DetailMeasure, QUALITIES } from '../../../../src/contract/measures';
import type { GoodSample, Reading } from '../../sample';
import type { Value } from '../../values';

const CAPACITY_MEASURES = ['busy', 'concurrency', 'utilisation', 'neededConcurrency'] as const satisfies readonly DetailMeasure[];
export type CapacityMeasure = (typeof CAPACITY_MEASURES)[number];

/** What a sample says of a queue. */
export interface QueueNow {
  /** Tasks. */
  readonly waiting: number;
  /** Tasks a second. */
  readonly arrivals: Value;
  /** Seconds. */
  readonly oldestAge: Value;
}

/** How busy queues keep their workers, from other sources. */
export interface CapacitySource {
  /** @param now a moment */
  capacityOf(queue: string, seen: QueueNow, now: number): Readonly<Record<CapacityMeasure, Value>>;
}

const UNKNOWN: Value = { value: Number.NaN, quality: 'unknown' };

type Readings = ReadonlyMap<DetailMeasure, Reading>;

/** @param readings what else is known of the sample */
export function capacityReadings(
  sample: GoodSample,
  readings: Readings,
  source: CapacitySource,
  moment: number,
): [CapacityMeasure, Reading][] {
  const { queues, waiting } = sample;
  const made = CAPACITY_MEASURES.map((measure): [CapacityMeasure, Reading] => [measure, emptyReading(queues.length)]);
  queues.forEach((queue, q) => {
    const read = (measure: DetailMeasure): Value => {
      const { values, qualities } = readings.get(measure) ?? {};
      const value = values?.[q] ?? Number.NaN;
      return Number.isNaN(value) ? UNKNOWN : { value, quality: QUALITIES[qualities?.[q] ?? 0] ?? 'unknown' };
    };
    const seen = { waiting: waiting[q] ?? Number.NaN, arrivals: read('arrivals'), oldestAge: read('oldestAge') };
    const values = source.capacityOf(queue, seen, moment);
    for (const [measure, reading] of made) {
      const { value, quality } = values[measure];
      if (Number.isNaN(value)) continue;
      reading.values[q] = value;
      reading.qualities[q] = QUALITIES.indexOf(quality);
    }
  });
  return made;
}

export function emptyReading(length: number): Reading {
  return { values: new Float64Array(length).fill(Number.NaN), qualities: new Uint8Array(length).fill(QUALITIES.indexOf('unknown')) };
}
