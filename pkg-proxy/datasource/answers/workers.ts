import type { Field, Frame, Notice } from 'grafana-node-datasource-runtime';
import type { Quality } from '../../../src/contract/measures';
import { message } from '../../../src/contract/messages/message';
import type { QueryOf } from '../../../src/contract/query';
import { timeOfDay } from '../../lifetime/clock';
import type { Work } from '../../lifetime/work';
import type { Monitor } from '../../queues/monitor/monitor';
import type { WorkerNow } from '../../queues/workers/workers';
import { say } from '../notices/said';
import type { Selector } from '../select';

/** Clocks that differ more than this make Celery's ETAs and expiries wrong. */
const CLOCK_S = 10;

/**
 * One row a worker that was heard of within a day. What a worker said of itself is shown while it is heard; afterwards only who
 * it was and when it was last heard.
 */
export function* workersFrame(monitor: Monitor, query: QueryOf<'workers'>, selector: Selector): Work<Frame> {
  const asked = query.queues.length + query.exclude.length > 0 || query.filters.some(({ key }) => key === 'queue');
  const all = monitor.workers.list();
  // Workers may consume queues that are not shown, so patterns are applied to what they consume.
  const consumed = [...new Set(all.flatMap((row) => row.queues?.queues ?? []))];
  const wanted = new Set(asked ? (yield* selector.select(consumed)).queues : []);
  const rows = asked ? all.filter((row) => row.queues?.queues.some((queue) => wanted.has(queue))) : all;
  const text = (name: string, of: (row: WorkerNow) => string | null | undefined): Field => ({
    name,
    type: 'string',
    values: rows.map((row) => of(row) ?? null),
  });
  const said = (name: string, of: (row: WorkerNow) => number, config: Field['config'] = {}): Field => ({
    name,
    type: 'number',
    values: Float64Array.from(rows, (row) => (isHeard(row) ? of(row) : Number.NaN)),
    config,
  });
  return {
    meta: { type: 'table', typeVersion: [0, 1], preferredVisualisationType: 'table', notices: noticesOf(monitor, rows, all.length) },
    fields: [
      text('broker', () => monitor.settings.environment),
      text('worker', ({ worker }) => worker.name),
      text('host', ({ worker }) => worker.host),
      text('state', ({ state }) => state),
      text('queues', ({ queues }) => queues?.queues.join(', ')),
      text('queuesBy', ({ queues }) => queues?.by),
      said('active', ({ worker }) => worker.active),
      said('processed', ({ worker }) => worker.processed),
      said('rate', ({ worker }) => worker.rate, { unit: 'ops' }),
      said('load', ({ worker }) => worker.load),
      said('pool', ({ slots }) => slots),
      said('prefetch', ({ worker }) => worker.prefetch),
      text('version', ({ worker }) => worker.version),
      { name: 'lastHeard', type: 'time', values: Float64Array.from(rows, ({ worker }) => timeOfDay(worker.heardAt)) },
      said('clockAhead', ({ worker }) => worker.clockAhead, { unit: 's' }),
      text('quality', (row) => qualityOf(row)),
    ],
  };
}

function isHeard({ state }: WorkerNow): boolean {
  return state === 'online' || state === 'late';
}

function qualityOf({ state }: WorkerNow): Quality {
  return state === 'online' ? 'exact' : state === 'late' ? 'stale' : 'unknown';
}

function noticesOf({ workers, settings }: Monitor, rows: readonly WorkerNow[], known: number): Notice[] {
  const notices: Notice[] = workers.problems.map(say);
  if (!workers.listens) {
    notices.push(say(message('workers.off')));
  } else if (rows.length === 0 && known > 0) {
    notices.push(say(message('workers.unmatched')));
  } else if (rows.length === 0 && workers.listeningSince !== undefined) {
    const since = { at: timeOfDay(workers.listeningSince) };
    notices.push(say(message('workers.none', { since, exchange: settings.workers.eventExchange })));
  }
  const astray = rows.filter((row) => isHeard(row) && Math.abs(row.worker.clockAhead) > CLOCK_S);
  for (const { worker } of astray.slice(0, 3)) {
    const values = { worker: worker.name, seconds: Math.abs(Math.round(worker.clockAhead)) };
    notices.push(say(worker.clockAhead > 0 ? message('workers.clockAhead', values) : message('workers.clockBehind', values)));
  }
  if (workers.registry.leftOut > 0) notices.push(say(message('workers.leftOut', { most: 5000 })));
  return notices;
}
