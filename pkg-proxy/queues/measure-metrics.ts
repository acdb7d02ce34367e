import type { Measure } from '../../src/contract/measures';

/** Each measure of a queue as Prometheus names it, by its conventions: base units, at the end of the name. */
export const MEASURE_METRICS: Readonly<Record<Measure, readonly [name: string, help: string]>> = {
  waiting: ['backlog_queue_waiting_tasks', 'Tasks in the queue that no worker has taken yet, over all priorities.'],
  inFlight: ['backlog_queue_in_flight_tasks', 'Tasks that a worker has taken and not acknowledged.'],
  scheduled: ['backlog_queue_scheduled_tasks', 'Tasks in flight that wait for a time in the future.'],
  backlog: ['backlog_queue_backlog_tasks', 'Tasks waiting and in flight.'],
  oldestAge: ['backlog_queue_oldest_age_seconds', 'How long the task has waited that has waited longest; 0 when none waits.'],
  arrivals: ['backlog_queue_arrivals_per_second', 'Tasks that came into the queue between the last two samples.'],
  departures: ['backlog_queue_departures_per_second', 'Tasks that workers took out of the queue between the last two samples.'],
  drainTime: ['backlog_queue_drain_seconds', 'When the queue will be empty at the present rates; absent while it does not shrink.'],
  workers: ['backlog_queue_workers', 'Workers that consume the queue, where that is known.'],
  memory: ['backlog_queue_memory_bytes', 'Estimate of the memory that the lists of the queue take.'],
};
