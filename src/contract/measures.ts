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
  readonly unit: 'Count' | 'Seconds' | 'Count/Second' | 'Bytes';
  /** The same unit in Grafana's words. */
  readonly display: 'short' | 's' | 'ops' | 'bytes';
  /** One sentence for a person who has to choose. */
  readonly description: string;
}

export const MEASURES = [
  'waiting',
  'inFlight',
  'scheduled',
  'backlog',
  'oldestAge',
  'arrivals',
  'departures',
  'drainTime',
  'workers',
  'memory',
] as const;
export type Measure = (typeof MEASURES)[number];
/** What is read beyond the lengths of lists. */
export type DetailMeasure = Exclude<Measure, 'waiting'>;
export const DETAIL_MEASURES = MEASURES.filter((m): m is DetailMeasure => m !== 'waiting');

export const MEASURE_INFO: Readonly<Record<Measure, MeasureInfo>> = {
  waiting: {
    id: 'waiting',
    metric: 'Waiting',
    unit: 'Count',
    display: 'short',
    description: 'Tasks in the queue that no worker has taken yet, over all priorities.',
  },
  inFlight: {
    id: 'inFlight',
    metric: 'InFlight',
    unit: 'Count',
    display: 'short',
    description: 'Tasks that a worker has taken and not yet acknowledged: reserved, waiting for their time, or running with acks_late.',
  },
  scheduled: {
    id: 'scheduled',
    metric: 'Scheduled',
    unit: 'Count',
    display: 'short',
    description: 'Those of the tasks in flight that wait for a time in the future (eta, countdown, retry).',
  },
  backlog: { id: 'backlog', metric: 'Backlog', unit: 'Count', display: 'short', description: 'Waiting and in flight together.' },
  oldestAge: {
    id: 'oldestAge',
    metric: 'OldestAge',
    unit: 'Seconds',
    display: 's',
    description: 'How long the task has waited that has waited longest; 0 when none waits.',
  },
  arrivals: {
    id: 'arrivals',
    metric: 'Arrivals',
    unit: 'Count/Second',
    display: 'ops',
    description: 'Tasks that come into the queue a second.',
  },
  departures: {
    id: 'departures',
    metric: 'Departures',
    unit: 'Count/Second',
    display: 'ops',
    description: 'Tasks a second that workers take out of the queue, less those they give back.',
  },
  drainTime: {
    id: 'drainTime',
    metric: 'DrainTime',
    unit: 'Seconds',
    display: 's',
    description: 'When the queue will be empty at the present rates; nothing while it does not shrink.',
  },
  workers: {
    id: 'workers',
    metric: 'Workers',
    unit: 'Count',
    display: 'short',
    description: 'Workers that were heard lately and consume the queue, where that is known.',
  },
  memory: {
    id: 'memory',
    metric: 'Memory',
    unit: 'Bytes',
    display: 'bytes',
    description: 'Estimate of the memory that the lists of the queue take.',
  },
};

/** What a query may ask for: the measures, and the status that thresholds make of them. */
export const QUERY_MEASURES = [...MEASURES, 'status'] as const;
export type QueryMeasure = (typeof QUERY_MEASURES)[number];

/** How far a value can be trusted, best first. `unknown` has no value at all: it is null, never 0. */
export const QUALITIES = ['exact', 'estimate', 'atLeast', 'stale', 'unknown'] as const;
export type Quality = (typeof QUALITIES)[number];

/** From good to bad. `unconsumed`: tasks wait, and it is known that no worker takes them. `unknown` stands apart: it has no rank. */
export const STATUSES = ['ok', 'warning', 'critical', 'unconsumed', 'unknown'] as const;
export type Status = (typeof STATUSES)[number];
