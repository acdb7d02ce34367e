import { MEASURE_TABLE, type MeasureInfo } from './measure-table';

export type { MeasureInfo } from './measure-table';
/** Name of a measure in queries, columns and legends. */
export type Measure = keyof typeof MEASURE_TABLE;
/** Measures other than the lengths of lists. */
export type DetailMeasure = Exclude<Measure, 'waiting'>;

export const MEASURE_INFO: Readonly<Record<Measure, MeasureInfo>> = MEASURE_TABLE;
export const MEASURES = keysOf(MEASURE_TABLE);
export const DETAIL_MEASURES = MEASURES.filter((m): m is DetailMeasure => m !== 'waiting');

/** Computed when a query asks for it, in no sample: the status and the lateness from thresholds, the deviation from the usual range. */
const MADE_MEASURES = ['status', 'lateness', 'deviation'] as const;
/** What a query may ask for. */
export type QueryMeasure = Measure | (typeof MADE_MEASURES)[number];
export const QUERY_MEASURES: readonly QueryMeasure[] = [...MEASURES, ...MADE_MEASURES];

export function isMeasure(measure: QueryMeasure): measure is Measure {
  return Object.hasOwn(MEASURE_TABLE, measure);
}

/** How far a value can be trusted, best first. `unknown` has no value: it is null, never 0. */
export const QUALITIES = ['exact', 'estimate', 'atLeast', 'stale', 'unknown'] as const;
export type Quality = (typeof QUALITIES)[number];

/** From good to bad. `unconsumed`: tasks wait, and it is known that no worker consumes the queue. `unknown` has no rank. */
export const STATUSES = ['ok', 'warning', 'critical', 'unconsumed', 'unknown'] as const;
export type Status = (typeof STATUSES)[number];

/** One value for each measure. */
export function byMeasure<T>(read: (measure: Measure) => T): Record<Measure, T> {
  // Complete by construction; TypeScript types the result of fromEntries by index only.
  return Object.fromEntries(MEASURES.map((measure) => [measure, read(measure)])) as Record<Measure, T>;
}

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(table) as K[];
}
