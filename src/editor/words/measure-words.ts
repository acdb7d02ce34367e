import { t } from '@grafana/i18n';
import type { QueryMeasure } from '../../contract/measures';
import type { RunMeasure } from '../../contract/run-measures';

/** A measure as a person reads it: its name in lists and sentences, and what it means. */
export interface MeasureWords {
  readonly name: string;
  readonly meaning: string;
}

/** The measures of queues. The backend has English descriptions of its own for metrics and the command line. */
export const MEASURE_WORDS: Readonly<Record<QueryMeasure, () => MeasureWords>> = {
  waiting: () => ({
    name: t('options.measures.waiting', 'waiting tasks'),
    meaning: t('options.measures.waiting-meaning', 'Tasks in the queue that no worker has taken yet, over all priorities.'),
  }),
  inFlight: () => ({
    name: t('options.measures.in-flight', 'tasks in flight'),
    meaning: t(
      'options.measures.in-flight-meaning',
      'Tasks that a worker has taken but not acknowledged: prefetched, waiting for their ETA, or running with acks_late.',
    ),
  }),
  scheduled: () => ({
    name: t('options.measures.scheduled', 'scheduled tasks'),
    meaning: t('options.measures.scheduled-meaning', 'Tasks in flight whose ETA is in the future (eta, countdown, retry).'),
  }),
  backlog: () => ({
    name: t('options.measures.backlog', 'backlog'),
    meaning: t('options.measures.backlog-meaning', 'Tasks waiting plus tasks in flight.'),
  }),
  oldestAge: () => ({
    name: t('options.measures.oldest-age', 'age of the oldest task'),
    meaning: t('options.measures.oldest-age-meaning', 'Age of the oldest waiting task in seconds; 0 when none waits.'),
  }),
  arrivals: () => ({
    name: t('options.measures.arrivals', 'arrivals'),
    meaning: t('options.measures.arrivals-meaning', 'Tasks per second that enter the queue.'),
  }),
  departures: () => ({
    name: t('options.measures.departures', 'departures'),
    meaning: t('options.measures.departures-meaning', 'Tasks per second that workers take from the queue, minus those they return.'),
  }),
  drainTime: () => ({
    name: t('options.measures.drain-time', 'drain time'),
    meaning: t(
      'options.measures.drain-time-meaning',
      'Time in seconds until the queue is empty at the current rates; no value while it does not shrink.',
    ),
  }),
  workers: () => ({
    name: t('options.measures.workers', 'workers'),
    meaning: t('options.measures.workers-meaning', 'Online workers that consume the queue, where this is known.'),
  }),
  busy: () => ({
    name: t('options.measures.busy', 'busy slots'),
    meaning: t('options.measures.busy-meaning', 'Worker slots that tasks of the queue take, on average over the last five minutes.'),
  }),
  concurrency: () => ({
    name: t('options.measures.concurrency', 'worker slots'),
    meaning: t('options.measures.concurrency-meaning', 'Worker slots that there are for the queue, where this is known.'),
  }),
  utilisation: () => ({
    name: t('options.measures.utilisation', 'utilization'),
    meaning: t('options.measures.utilisation-meaning', 'Busy worker slots as a share of those that there are, 0 to 1.'),
  }),
  neededConcurrency: () => ({
    name: t('options.measures.needed-concurrency', 'needed slots'),
    meaning: t(
      'options.measures.needed-concurrency-meaning',
      'Worker slots that it takes to keep up with arrivals, and to bring the oldest age below its threshold.',
    ),
  }),
  memory: () => ({
    name: t('options.measures.memory', 'memory'),
    meaning: t('options.measures.memory-meaning', "Estimated memory that the queue's lists take, in bytes."),
  }),
  status: () => ({
    name: t('options.measures.status', 'status'),
    meaning: t(
      'options.measures.status-meaning',
      'By the thresholds: ok, warning or critical; unconsumed if tasks wait and no worker consumes the queue.',
    ),
  }),
  lateness: () => ({
    name: t('options.measures.lateness', 'lateness'),
    meaning: t(
      'options.measures.lateness-meaning',
      'Age of the oldest waiting task ÷ the age threshold of the queue: more than 1 is late.',
    ),
  }),
  deviation: () => ({
    name: t('options.measures.deviation', 'deviation from usual'),
    meaning: t(
      'options.measures.deviation-meaning',
      'Distance of the waiting tasks from the usual range of this hour of the week, in widths of that range: 0 inside, negative below. Needs two weeks of archive.',
    ),
  }),
};

/** The measures of task runs. */
export const RUN_MEASURE_WORDS: Readonly<Record<RunMeasure, () => MeasureWords>> = {
  sent: () => ({
    name: t('options.run-measures.sent', 'sent'),
    meaning: t('options.run-measures.sent-meaning', 'Tasks sent. Producers report them only with task_send_sent_event.'),
  }),
  received: () => ({
    name: t('options.run-measures.received', 'received'),
    meaning: t('options.run-measures.received-meaning', 'Tasks received by a worker.'),
  }),
  started: () => ({
    name: t('options.run-measures.started', 'started'),
    meaning: t('options.run-measures.started-meaning', 'Runs that began.'),
  }),
  succeeded: () => ({
    name: t('options.run-measures.succeeded', 'succeeded'),
    meaning: t('options.run-measures.succeeded-meaning', 'Runs that succeeded.'),
  }),
  failed: () => ({
    name: t('options.run-measures.failed', 'failed'),
    meaning: t('options.run-measures.failed-meaning', 'Runs that failed for good, not those that were retried.'),
  }),
  retried: () => ({
    name: t('options.run-measures.retried', 'retried'),
    meaning: t('options.run-measures.retried-meaning', 'Runs that failed and will be tried again.'),
  }),
  revoked: () => ({
    name: t('options.run-measures.revoked', 'revoked'),
    meaning: t('options.run-measures.revoked-meaning', 'Tasks revoked or expired.'),
  }),
  rejected: () => ({
    name: t('options.run-measures.rejected', 'rejected'),
    meaning: t('options.run-measures.rejected-meaning', 'Tasks rejected (Reject).'),
  }),
  failureRatio: () => ({
    name: t('options.run-measures.failure-ratio', 'failure ratio'),
    meaning: t('options.run-measures.failure-ratio-meaning', 'Failed ÷ (succeeded + failed), from 0 to 1.'),
  }),
  runtime: () => ({
    name: t('options.run-measures.runtime', 'run time'),
    meaning: t('options.run-measures.runtime-meaning', 'Run time of runs that succeeded, in seconds.'),
  }),
  queueTime: () => ({
    name: t('options.run-measures.queue-time', 'queue time'),
    meaning: t(
      'options.run-measures.queue-time-meaning',
      'Time from sending, or from the ETA if that is later, to the start of the run, in seconds.',
    ),
  }),
  busy: () => ({
    name: t('options.run-measures.busy', 'busy slots'),
    meaning: t('options.run-measures.busy-meaning', 'Worker slots kept busy: seconds of run time per second.'),
  }),
};
