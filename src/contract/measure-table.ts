/** All that any part of the product needs to know of a measure. */
export interface MeasureInfo {
  /** One sentence for a person who has to choose. */
  readonly description: string;
  /** Unit of the value, in CloudWatch's words. */
  readonly unit: 'Count' | 'Seconds' | 'Count/Second' | 'Bytes' | 'None';
  /** The same unit in Grafana's words. */
  readonly display: 'short' | 's' | 'ops' | 'bytes' | 'percentunit';
  /** CloudWatch metric name under `naming: dimensions`. */
  readonly metric: string;
  /** CloudWatch metric name under `naming: perQueue`, after `<queue>_`. */
  readonly perQueue: string;
  /** Prometheus metric name: base unit last. */
  readonly prometheus: string;
  /** How the values of several queues combine. Ages don't add up, and one worker may serve several queues. */
  readonly total: 'sum' | 'max';
  /** Whether the combined value means something for unrelated queues, so that the mirror can send it as `Other`. */
  readonly other: boolean;
  /** History keeps whole numbers below 2³²: the value times this. */
  readonly scale: number;
  /** What a queue without a column of its own in the history has: nothing, as many as wait, or no known value. */
  readonly otherwise: 'zero' | 'waiting' | 'unknown';
  /** Known without a look into lists: there also where nobody takes one. */
  readonly isTold?: true;
  /** Whether it is not known of an empty queue either, unless a sample says so. */
  readonly isOpen?: true;
  /** Head of its column in `backlog watch`; absent: not shown there. */
  readonly watch?: string;
}

/**
 * The measures of a queue. An entry here is all that parsers, editor, frames, history, mirror, `/metrics` and `watch` need;
 * what remains is to fill it in `queues/sampling/details`.
 */
export const MEASURE_TABLE = {
  waiting: {
    description: 'Tasks in the queue that no worker has taken yet, over all priorities.',
    unit: 'Count',
    display: 'short',
    metric: 'Waiting',
    perQueue: 'queue_length',
    prometheus: 'backlog_queue_waiting_tasks',
    total: 'sum',
    other: true,
    scale: 1,
    otherwise: 'unknown',
    watch: 'WAITING',
  },
  inFlight: {
    description: 'Tasks that a worker has taken but not acknowledged: prefetched, waiting for their ETA, or running with acks_late.',
    unit: 'Count',
    display: 'short',
    metric: 'InFlight',
    perQueue: 'in_flight',
    prometheus: 'backlog_queue_in_flight_tasks',
    total: 'sum',
    other: true,
    scale: 1,
    otherwise: 'zero',
    watch: 'IN FLIGHT',
  },
  scheduled: {
    description: 'Tasks in flight whose ETA is in the future (eta, countdown, retry).',
    unit: 'Count',
    display: 'short',
    metric: 'Scheduled',
    perQueue: 'scheduled',
    prometheus: 'backlog_queue_scheduled_tasks',
    total: 'sum',
    other: true,
    scale: 1,
    otherwise: 'zero',
  },
  backlog: {
    description: 'Tasks waiting plus tasks in flight.',
    unit: 'Count',
    display: 'short',
    metric: 'Backlog',
    perQueue: 'backlog',
    prometheus: 'backlog_queue_backlog_tasks',
    total: 'sum',
    other: true,
    scale: 1,
    otherwise: 'waiting',
  },
  oldestAge: {
    description: 'Age of the oldest waiting task; 0 when none waits.',
    unit: 'Seconds',
    display: 's',
    metric: 'OldestAge',
    perQueue: 'oldest_age',
    prometheus: 'backlog_queue_oldest_age_seconds',
    total: 'max',
    other: true,
    scale: 10,
    otherwise: 'zero',
    watch: 'OLDEST',
  },
  arrivals: {
    description: 'Tasks per second that enter the queue.',
    unit: 'Count/Second',
    display: 'ops',
    metric: 'Arrivals',
    perQueue: 'arrivals',
    prometheus: 'backlog_queue_arrivals_per_second',
    total: 'sum',
    other: true,
    scale: 1000,
    otherwise: 'zero',
  },
  departures: {
    description: 'Tasks per second that workers take from the queue, minus those they return.',
    unit: 'Count/Second',
    display: 'ops',
    metric: 'Departures',
    perQueue: 'departures',
    prometheus: 'backlog_queue_departures_per_second',
    total: 'sum',
    other: true,
    scale: 1000,
    otherwise: 'zero',
  },
  drainTime: {
    description: 'Time until the queue is empty at the current rates; no value while it does not shrink.',
    unit: 'Seconds',
    display: 's',
    metric: 'DrainTime',
    perQueue: 'drain_time',
    prometheus: 'backlog_queue_drain_seconds',
    total: 'max',
    other: false,
    scale: 10,
    otherwise: 'zero',
    isOpen: true,
    watch: 'EMPTY IN',
  },
  workers: {
    description: 'Online workers that consume the queue, where this is known.',
    unit: 'Count',
    display: 'short',
    metric: 'Workers',
    perQueue: 'workers',
    prometheus: 'backlog_queue_workers',
    total: 'max',
    other: false,
    scale: 1,
    otherwise: 'unknown',
    isTold: true,
    watch: 'WORKERS',
  },
  busy: {
    description: 'Worker slots that tasks of the queue take, on average over the last five minutes.',
    unit: 'Count',
    display: 'short',
    metric: 'Busy',
    perQueue: 'busy',
    prometheus: 'backlog_queue_busy_slots',
    total: 'sum',
    other: true,
    scale: 1000,
    otherwise: 'zero',
    isTold: true,
  },
  concurrency: {
    description: 'Worker slots that there are for the queue, where this is known.',
    unit: 'Count',
    display: 'short',
    metric: 'Concurrency',
    perQueue: 'concurrency',
    prometheus: 'backlog_queue_concurrency_slots',
    total: 'max',
    other: false,
    scale: 1,
    otherwise: 'unknown',
    isTold: true,
  },
  utilisation: {
    description: 'Busy worker slots as a share of those that there are, 0 to 1.',
    unit: 'None',
    display: 'percentunit',
    metric: 'Utilisation',
    perQueue: 'utilisation',
    prometheus: 'backlog_queue_utilisation_ratio',
    total: 'max',
    other: false,
    scale: 10_000,
    otherwise: 'unknown',
    isTold: true,
  },
  neededConcurrency: {
    description: 'Worker slots that it takes to keep up with arrivals, and to bring the oldest age below its threshold.',
    unit: 'Count',
    display: 'short',
    metric: 'NeededConcurrency',
    perQueue: 'needed_concurrency',
    prometheus: 'backlog_queue_needed_concurrency_slots',
    total: 'sum',
    other: true,
    scale: 1,
    otherwise: 'zero',
    isOpen: true,
  },
  memory: {
    description: "Estimated memory that the queue's lists take.",
    unit: 'Bytes',
    display: 'bytes',
    metric: 'Memory',
    perQueue: 'memory',
    prometheus: 'backlog_queue_memory_bytes',
    total: 'sum',
    other: true,
    scale: 1 / 64,
    otherwise: 'zero',
  },
} as const satisfies Readonly<Record<string, MeasureInfo>>;
