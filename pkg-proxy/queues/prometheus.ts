import { Gauge, Registry } from 'prom-client';
import type { ArchiveCounts } from './archive';
import type { Monitor } from './monitor';

type Row = readonly [labels: Record<string, string>, value: number];

/**
 * What the monitors know, in Prometheus's text format. Values that are not known have no line: absent, never 0. Made from
 * the last sample at each call, so that nothing is counted twice and no label outlives its queue.
 */
export function prometheusText(monitors: readonly Monitor[]): Promise<string> {
  const registry = new Registry();
  const add = (name: string, help: string, labelNames: string[], rows: readonly Row[]) => {
    const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
    for (const [labels, value] of rows) gauge.set(labels, value);
  };
  const perMonitor = (value: (monitor: Monitor) => number | undefined | null): Row[] =>
    monitors.flatMap((m) => {
      const v = value(m);
      return v === undefined || v === null ? [] : [[{ broker: m.settings.environment }, v] as const];
    });

  add(
    'backlog_queue_waiting_tasks',
    'Tasks in the queue that no worker has taken yet, over all priorities.',
    ['broker', 'queue'],
    monitors.flatMap(waitingRows),
  );
  add(
    'backlog_scrape_ok',
    '1 if the broker could be read at the last try, else 0.',
    ['broker'],
    perMonitor(({ sampler: s }) => (s.failing ? 0 : s.latest ? 1 : undefined)),
  );
  add(
    'backlog_sample_timestamp_seconds',
    'When the broker was last read.',
    ['broker'],
    perMonitor(({ sampler: s }) => s.latest && s.latest.at / 1000),
  );
  add(
    'backlog_sample_duration_seconds',
    'How long the last read of all queues took.',
    ['broker'],
    perMonitor(({ sampler: s }) => s.latest && s.tookMs / 1000),
  );
  const status = new Map(monitors.map((m) => [m, m.mirror?.status()]));
  const mirror = (name: string, help: string, value: (s: NonNullable<ReturnType<typeof status.get>>) => number | null | undefined) =>
    add(
      `backlog_mirror_${name}`,
      help,
      ['broker'],
      perMonitor((m) => {
        const s = status.get(m);
        return s && value(s);
      }),
    );
  mirror('requests_total', 'Requests sent to the store, failed ones included.', (s) => s.requests);
  mirror('stored_records_total', 'Records stored, one a queue and minute.', (s) => s.stored);
  mirror('refused_records_total', 'Records that the store refused for good.', (s) => s.refused);
  mirror('dropped_records_total', 'Records given up because the store could not be reached for hours.', (s) => s.dropped);
  mirror('pending_minutes', 'Minutes that wait to be stored.', (s) => s.pendingMinutes);
  mirror('left_out_queues', 'Queues that are not mirrored because of maxQueues.', (s) => s.leftOut.count);
  mirror('last_put_timestamp_seconds', 'When a put last left nothing behind.', (s) => (s.lastPutAt === null ? null : s.lastPutAt / 1000));
  mirror('put_duration_seconds', 'How long the last put took.', (s) => s.putMs && s.putMs.last / 1000);
  const archive = (name: string, help: string, value: (counts: ArchiveCounts) => number) =>
    add(
      `backlog_archive_${name}`,
      help,
      ['broker'],
      perMonitor((m) => m.archive && value(m.archive.counts())),
    );
  archive('requests_total', 'Requests that read older history from the store, failed ones included.', (c) => c.requests);
  archive('metrics_read_total', 'Metrics read from the store, each page counted: what is charged at most.', (c) => c.metricsRead);
  archive('dollars_total', 'What that reading has cost since the start, US dollars at list prices.', (c) => c.dollars);
  return registry.metrics();
}

function waitingRows({ settings, sampler, queues }: Monitor): Row[] {
  const { latest } = sampler;
  if (!latest || sampler.failing) return [];
  const shown = new Set(queues);
  return latest.queues.flatMap((queue, i) => {
    const value = latest.waiting[i] ?? Number.NaN;
    return shown.has(queue) && !Number.isNaN(value) ? [[{ broker: settings.environment, queue }, value] as const] : [];
  });
}
