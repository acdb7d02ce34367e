import type { Monitor } from '../queues/monitor/monitor';
import type { TaskEventKind } from '../queues/ports/task-feed';
import { RUNTIME_BUCKETS, type TaskTotals } from '../queues/runs/run-totals';
import type { Family, Sample } from './exposition';
import { measured, type Shown } from './measured';

/**
 * Names, labels and texts of celery-exporter, as of 0.12.2 (danihodovic/celery-exporter@95e8e49, src/exporter.py), so that dashboards and
 * alert rules made for it go on. docs/metrics.md lists what differs.
 */
const COUNTERS = {
  sent: 'Sent when a task message is published.',
  received: 'Sent when the worker receives a task.',
  started: 'Sent just before the worker executes the task.',
  succeeded: 'Sent if the task executed successfully.',
  failed: 'Sent if the execution of the task failed.',
  rejected: 'The task was rejected by the worker, possibly to be re-queued or moved to a dead letter queue.',
  revoked: 'Sent if the task has been revoked.',
  retried: 'Sent if the task failed, but will be retried in the future.',
} as const satisfies Record<TaskEventKind, string>;
const KINDS = Object.keys(COUNTERS) as readonly TaskEventKind[];

/** What celery-exporter calls a task whose name it does not know. Its dashboards leave that out. */
const NO_NAME = 'None';
/** What it calls the type of an exception that it cannot read. */
const NO_TYPE = 'UnknownException';
/** What it puts in place of every host name with `--generic-hostname-worker-task-metric`: hosts come and go, their series would pile up. */
const ANY_HOST = 'generic';
/** A worker that has not been heard for so long has no series: its `--purge-offline-worker-metrics`. */
const PURGE_MS = 10 * 60_000;

export function* celeryExporterFamilies(monitors: readonly Monitor[], shown: readonly Shown[]): Iterable<Family> {
  const lengths = measured(shown, 'waiting', 'queue_name');
  yield { name: 'celery_queue_length', help: 'The number of message in broker queue.', samples: lengths };
  const workers = measured(shown, 'workers', 'queue_name');
  yield { name: 'celery_active_worker_count', help: 'The number of active workers in broker queue.', samples: workers };
  const slots = measured(shown, 'concurrency', 'queue_name');
  yield { name: 'celery_active_process_count', help: 'The number of active processes in broker queue.', samples: slots };
  for (const kind of KINDS) yield { name: `celery_task_${kind}_total`, help: COUNTERS[kind], samples: taskRows(monitors, counted(kind)) };
  const help = 'Histogram of task runtime measurements.';
  yield { name: 'celery_task_runtime', help, isHistogram: true, samples: taskRows(monitors, runtimes) };
  const hosts = monitors.flatMap((monitor) => [...hostsOf(monitor)]);
  const up = hosts.map(({ labels, isUp }): Sample => [labels, isUp ? 1 : 0]);
  yield { name: 'celery_worker_up', help: 'Indicates if a worker has recently sent a heartbeat.', samples: up };
  const active = hosts.flatMap(({ labels, active }): Sample[] => (Number.isNaN(active) ? [] : [[labels, active]]));
  yield { name: 'celery_worker_tasks_active', help: 'The number of tasks the worker is currently processing', samples: active };
}

type Labels = Readonly<Record<string, string>>;
type TaskSamples = (totals: TaskTotals, labels: Labels) => Iterable<Sample>;

function* taskRows(monitors: readonly Monitor[], samples: TaskSamples): Iterable<Sample> {
  for (const { settings, runs } of monitors) {
    for (const totals of runs?.totals ?? []) {
      const { task, queue } = totals;
      yield* samples(totals, { broker: settings.environment, name: task || NO_NAME, hostname: ANY_HOST, queue_name: queue });
    }
  }
}

/** As celery-exporter does, with a 0 for what a task that is known has not done: `rate()` wants to see the first step, sums want both parts. */
const counted = (kind: TaskEventKind): TaskSamples =>
  function* ({ counts, failed }, labels) {
    if (kind === 'failed') {
      yield [{ ...labels, exception: '' }, 0];
      for (const [exception, count] of failed) yield [{ ...labels, exception: exception || NO_TYPE }, count];
    } else if (kind !== 'sent' || counts.sent > 0) yield [labels, counts[kind]]; // many producers do not tell what they send
  };

/** The lines of a histogram: how many runs took at most so long, all runs, and their seconds. */
function* runtimes({ buckets, runtimeSum }: TaskTotals, labels: Labels): Iterable<Sample> {
  let runs = 0;
  for (const [i, count] of buckets.entries()) {
    runs += count;
    yield [{ ...labels, le: boundText(RUNTIME_BUCKETS[i]) }, runs, '_bucket'];
  }
  yield [labels, runs, '_count'];
  yield [labels, runtimeSum, '_sum'];
}

/** As prometheus_client writes it, `1.0`: to Prometheus 2 `1` is another series. */
const boundText = (bound: number | undefined): string =>
  bound === undefined ? '+Inf' : Number.isInteger(bound) ? bound.toFixed(1) : String(bound);

interface Host {
  readonly labels: Labels;
  /** Whether one of its workers is there. */
  readonly isUp: boolean;
  /** Tasks that run now; NaN when no worker says. */
  readonly active: number;
}

/** The hosts of a broker's workers: celery-exporter calls a worker by what stands behind the `@` of its name. */
function hostsOf({ settings, workers }: Monitor): Iterable<Host> {
  const now = performance.now();
  const hosts = new Map<string, Host>();
  for (const { worker, state } of workers.list(now)) {
    if (state === 'unknown' || now - worker.heardAt > PURGE_MS) continue;
    const isUp = state !== 'gone';
    const active = isUp ? worker.active : 0;
    const other = hosts.get(worker.host);
    hosts.set(worker.host, {
      labels: { broker: settings.environment, hostname: worker.host },
      isUp: isUp || other?.isUp === true,
      active: other && !Number.isNaN(other.active) ? other.active + (active || 0) : active,
    });
  }
  return hosts.values();
}
