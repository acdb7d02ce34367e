/** Everything the product needs to know about a measure. */
export interface MeasureInfo {
  /** One sentence that helps a person choose. */
  readonly description: string;
  /** Unit of the value, as CloudWatch names it. */
  readonly unit: 'Count' | 'Seconds' | 'Count/Second' | 'Bytes' | 'None';
  /** The same unit, as Grafana names it. */
  readonly display: 'short' | 's' | 'ops' | 'bytes' | 'percentunit';
  /** CloudWatch metric name under `naming: dimensions`. */
  readonly metric: string;
  /** CloudWatch metric name under `naming: perQueue`, after `<queue>_`. */
  readonly perQueue: string;
  /** Prometheus metric name: base unit last. */
  readonly prometheus: string;
  /** How the values of several queues combine. Ages don't add up, and one worker may serve several queues. */
  readonly total: 'sum' | 'max';
  /** Whether the combined value is meaningful for unrelated queues, so that the mirror can send it as `Other`. */
  readonly other: boolean;
  /** Factor by which history multiplies the value: it keeps whole numbers below 2³². */
  readonly scale: number;
  /** Value of a queue without its own column in the history: 0, the same as waiting, or unknown. */
  readonly otherwise: 'zero' | 'waiting' | 'unknown';
  /** Known without reading lists, so also where details are off. */
  readonly isTold?: true;
  /** Whether it is unknown of an empty queue too, unless a sample says so. */
  readonly isOpen?: true;
  /** Column heading in `backlog watch`; absent: not shown there. */
  readonly watch?: string;
}

/**
 * The measures of a queue. Parsers, frames, history, mirror, `/metrics` and `watch` need nothing but an entry here.
 * `editor/words/measure-words.ts` has the words of the editor, and `queues/sampling/details` computes the value.
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
