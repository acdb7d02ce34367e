import { MEASURE_INFO, MEASURES } from '../../src/contract/measures';
import type { Work } from '../lifetime/work';
import type { Monitor } from '../queues/monitor/monitor';
import type { ArchiveCounts } from '../queues/ports/archive';
import { BROKER_METRICS } from './broker-metrics';
import { celeryExporterFamilies } from './celery-exporter';
import { type Family, type Sample, writeFamilies } from './exposition';
import { measured, shownOf } from './measured';

/**
 * What the monitors know, in Prometheus's text format. Values that are not known have no line: absent, never 0. Made from
 * the last sample at each call, so that nothing is counted twice and no label outlives its queue.
 */
export function* prometheusText(monitors: readonly Monitor[]): Work<string> {
  const families: Family[] = [];
  const add = (name: string, help: string, samples: Iterable<Sample>) => void families.push({ name, help, samples });
  const perMonitor = (value: (monitor: Monitor) => number | undefined | null): Sample[] =>
    monitors.flatMap((m) => {
      const v = value(m);
      return v === undefined || v === null ? [] : [[{ broker: m.settings.environment }, v] as const];
    });

  const samples = monitors.flatMap(shownOf);
  for (const measure of MEASURES) {
    const { prometheus, description } = MEASURE_INFO[measure];
    add(prometheus, description, measured(samples, measure, 'queue'));
  }
  families.push(...celeryExporterFamilies(monitors, samples));
  for (const [name, help, value] of BROKER_METRICS)
    add(
      name,
      help,
      perMonitor(({ observed, broker: { latest, error } }) => {
        const known = observed.failing || error ? Number.NaN : latest ? value(latest.facts) : Number.NaN;
        return Number.isNaN(known) ? undefined : known;
      }),
    );
  add(
    'backlog_deliveries_tasks',
    'Tasks of the whole broker that workers have taken and not acknowledged.',
    perMonitor(({ observed: s }) => (s.failing ? undefined : s.deliveries?.total)),
  );
  add(
    'backlog_deliveries_overdue_tasks',
    'Those taken longer ago than the visibility timeout: a worker died, or runs so long.',
    perMonitor(({ observed: s }) => (s.failing ? undefined : s.deliveries?.overdue)),
  );
  add(
    'backlog_scrape_ok',
    '1 if the broker could be read at the last try, else 0.',
    perMonitor(({ observed: s }) => (s.failing ? 0 : s.latest ? 1 : undefined)),
  );
  /** One line a name, which several monitors may share: the largest value. */
  const perName = (value: (monitor: Monitor) => number | undefined): Sample[] => {
    const most = new Map<string, number>();
    for (const monitor of monitors) {
      const { environment } = monitor.settings;
      const own = value(monitor);
      if (own !== undefined) most.set(environment, Math.max(most.get(environment) ?? own, own));
    }
    return [...most].map(([broker, n]) => [{ broker }, n] as const);
  };
  add(
    'backlog_environment_shared',
    '1 while another broker of this process goes by the same name, so that nothing tells their series apart, else 0.',
    perName((m) => (m.nameShared ? 1 : 0)),
  );
  add(
    'backlog_sample_timestamp_seconds',
    'When the broker was last read.',
    perMonitor(({ observed: s }) => s.latest && s.latest.at / 1000),
  );
  add(
    'backlog_sample_duration_seconds',
    'How long the last read of all queues took.',
    perMonitor(({ observed: s }) => s.latest && s.tookMs / 1000),
  );
  add(
    'backlog_details_duration_seconds',
    'How long the last look behind the lengths took.',
    perMonitor(({ observed: s }) => (s.latest?.details ? s.detailsMs / 1000 : undefined)),
  );
  add(
    'backlog_workers',
    'Workers that were heard within a day, by state; absent while nobody listens to them.',
    monitors.flatMap(workerRows),
  );
  const status = new Map(monitors.map((m) => [m, m.mirror?.status()]));
  const mirror = (name: string, help: string, value: (s: NonNullable<ReturnType<typeof status.get>>) => number | null | undefined) =>
    add(
      `backlog_mirror_${name}`,
      help,
      perMonitor((m) => {
        const s = status.get(m);
        return s && value(s);
      }),
    );
  mirror('requests_total', 'Requests sent to the store, failed ones included.', (s) => s.requests);
  mirror('stored_records_total', 'Records stored, one a queue and minute.', (s) => s.stored);
  mirror('refused_records_total', 'Records that the store refused for good.', (s) => s.refused);
  mirror('dropped_records_total', 'Records given up because the store could not be reached for hours.', (s) => s.dropped);
  mirror('elsewhere_minutes_total', 'Minutes that another mirror stored.', (s) => s.lock?.elsewhere);
  mirror(
    'lost_minutes_total',
    'Minutes left out: another mirror claimed them and never finished, or the lock forgot.',
    (s) => s.lock?.lost,
  );
  mirror('pending_minutes', 'Minutes that wait to be stored.', (s) => s.pendingMinutes);
  mirror('left_out_queues', 'Queues that are mirrored only as the sum Other because of maxQueues.', (s) => s.leftOut.count);
  mirror('over_budget', '1 while nothing is mirrored because it would cost more than maxDollarsPerMonth, else 0.', (s) =>
    s.overBudget === null ? 0 : 1,
  );
  add(
    'backlog_mirror_metrics_taken',
    '1 while a mirror writes nothing because another broker is mirrored to the same metrics, else 0.',
    perName((m) => m.mirror && (m.metricsTaken ? 1 : 0)),
  );
  mirror('last_put_timestamp_seconds', 'When a put last left nothing behind.', (s) => (s.lastPutAt === null ? null : s.lastPutAt / 1000));
  mirror('put_duration_seconds', 'How long the last put took.', (s) => s.putMs && s.putMs.last / 1000);
  const archive = (name: string, help: string, value: (counts: ArchiveCounts) => number) =>
    add(
      `backlog_archive_${name}`,
      help,
      perMonitor((m) => m.archive && value(m.archive.counts())),
    );
  archive('requests_total', 'Requests that read older history from the store, failed ones included.', (c) => c.requests);
  archive('metrics_read_total', 'Metrics read from the store, each page counted: what is charged at most.', (c) => c.metricsRead);
  archive('dollars_total', 'What that reading has cost since the start, US dollars at list prices.', (c) => c.dollars);
  return yield* writeFamilies(families);
}

function workerRows({ settings, workers }: Monitor): Sample[] {
  const counts = Object.entries(workers.counts() ?? {});
  return counts.map(([state, count]) => [{ broker: settings.environment, state }, count] as const);
}
