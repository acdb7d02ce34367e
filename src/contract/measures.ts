/**
 * What can be asked of a queue. One entry here is all that the query editor, the parsers, the frames and the mirror
 * need to know of a measure.
 */
export interface MeasureInfo {
  /** Name in queries, columns and legends. */
  readonly id: Measure;
  /** CloudWatch metric name under `naming: dimensions`. */
  readonly metric: string;
  /** Unit of the value, in CloudWatch's words. */
  readonly unit: 'Count' | 'Seconds';
  /** One sentence for a person who has to choose. */
  readonly description: string;
}

export const MEASURES = ['waiting'] as const;
export type Measure = (typeof MEASURES)[number];

export const MEASURE_INFO: Readonly<Record<Measure, MeasureInfo>> = {
  waiting: {
    id: 'waiting',
    metric: 'Waiting',
    unit: 'Count',
    description: 'Tasks in the queue that no worker has taken yet, over all priorities.',
  },
};

/** What a query may ask for: the measures, and the status that thresholds make of them. */
export const QUERY_MEASURES = [...MEASURES, 'status'] as const;
export type QueryMeasure = (typeof QUERY_MEASURES)[number];

/** How far a value can be trusted. `unknown` has no value at all: it is null, never 0. */
export const QUALITIES = ['exact', 'estimate', 'atLeast', 'stale', 'unknown'] as const;
export type Quality = (typeof QUALITIES)[number];

export const STATUSES = ['ok', 'warning', 'critical', 'unknown'] as const;
export type Status = (typeof STATUSES)[number];
