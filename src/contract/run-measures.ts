/** All that any part of the product needs to know of a measure of task runs. */
interface RunMeasureInfo {
  /** One sentence for a person who has to choose. */
  readonly description: string;
  /** `count` is a number of tasks, and tasks per second over time; a `duration` has the statistic of the query; `slots` are worker slots. */
  readonly kind: 'count' | 'ratio' | 'duration' | 'slots';
  /** Unit in a table, in Grafana's words. */
  readonly display: 'short' | 'percentunit' | 's';
  /** Unit in a time series, in Grafana's words. */
  readonly displayOverTime: 'ops' | 'percentunit' | 's' | 'short';
  /** Whether it is known by type of exception. */
  readonly byException: boolean;
}

const COUNT = { kind: 'count', display: 'short', displayOverTime: 'ops', byException: false } as const;
const DURATION = { kind: 'duration', display: 's', displayOverTime: 's', byException: false } as const;

/** The measures of task runs. Parser, editor and frames follow from this table. */
const RUN_MEASURE_TABLE = {
  sent: { ...COUNT, description: 'Tasks sent, where producers tell it (task_send_sent_event).' },
  received: { ...COUNT, description: 'Tasks received by a worker.' },
  started: { ...COUNT, description: 'Runs that began.' },
  succeeded: { ...COUNT, description: 'Runs that succeeded.' },
  failed: { ...COUNT, byException: true, description: 'Runs that failed for good, not those that were retried.' },
  retried: { ...COUNT, byException: true, description: 'Runs that failed and will be tried again.' },
  revoked: { ...COUNT, description: 'Tasks revoked or expired.' },
  rejected: { ...COUNT, description: 'Tasks rejected (Reject).' },
  failureRatio: {
    kind: 'ratio',
    display: 'percentunit',
    displayOverTime: 'percentunit',
    byException: false,
    description: 'Failed ÷ (succeeded + failed), from 0 to 1.',
  },
  runtime: { ...DURATION, description: 'Run time of runs that succeeded, in seconds.' },
  queueTime: { ...DURATION, description: 'Time from sending, or from the ETA if that is later, to the start of the run, in seconds.' },
  busy: {
    kind: 'slots',
    display: 'short',
    displayOverTime: 'short',
    byException: false,
    description: 'Worker slots kept busy: seconds of run time per second.',
  },
} as const satisfies Readonly<Record<string, RunMeasureInfo>>;

/** Name of a measure in queries, columns and legends. */
export type RunMeasure = keyof typeof RUN_MEASURE_TABLE;

export const RUN_MEASURE_INFO: Readonly<Record<RunMeasure, RunMeasureInfo>> = RUN_MEASURE_TABLE;
// Complete by construction; TypeScript types the keys of an object as text.
export const RUN_MEASURES = Object.keys(RUN_MEASURE_TABLE) as readonly RunMeasure[];
