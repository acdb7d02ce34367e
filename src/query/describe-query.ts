import type { DurationStatistic } from '../contract/queries/runs';
import type { QueryOf, QueryType, QueueQuery } from '../contract/query';
import { RUN_MEASURE_INFO, type RunMeasure } from '../contract/run-measures';

const BROKER = {
  all: 'broker',
  status: 'broker: risks',
  server: 'broker: risks of the server',
  memory: 'broker: memory',
  overdue: 'broker: overdue deliveries',
  mirror: 'broker: mirror',
  mirrorDelay: 'broker: mirror delay',
} as const;

/** Description of each type of query. A type without one does not compile. */
const WHAT: { readonly [T in QueryType]: (query: QueryOf<T>) => string } = {
  history: (query) => `history of ${queuesOf(query)}: ${query.statistic} ${measuresOf(query)}`,
  now: (query) => `now of ${queuesOf(query)}: ${measuresOf(query)}`,
  tasks: (query) => `tasks of ${queuesOf(query)}`,
  workers: (query) => `workers of ${queuesOf(query)}`,
  broker: ({ answer }) => BROKER[answer],
  runs: ({ format, by, ...query }) =>
    `task runs of ${runsOf(query)}: ${query.measures.map((measure) => runMeasureOf(measure, query.statistic)).join(', ')} by ${by}${format === 'timeseries' ? ' over time' : ''}`,
  events: (query) => `events of ${queuesOf(query)}`,
};

/**
 * One line for a collapsed query row: `history of celery, email* without *.tmp: max waiting by queue, top 5, live`. It has only
 * the fields that the type of query reads.
 */
export function describeQuery(query: QueueQuery): string {
  const top = 'top' in query && query.top > 0 ? [`top ${query.top}`] : [];
  const live = 'live' in query && query.live ? ['live'] : [];
  const usual = 'usual' in query && query.usual ? ['usual range'] : [];
  return [whatOf(query.queryType, query), ...top, ...usual, ...live].join(', ');
}

function whatOf<T extends QueryType>(type: T, query: QueryOf<T>): string {
  return WHAT[type](query);
}

function measuresOf({ measures, by }: Pick<QueryOf<'now'>, 'measures' | 'by'>): string {
  return `${measures.join(', ')} by ${by}`;
}

function runsOf({ tasks, exclude, queues }: Pick<QueryOf<'runs'>, 'tasks' | 'exclude' | 'queues'>): string {
  const of = tasks.length > 0 ? tasks.join(', ') : 'every task';
  return [
    of,
    ...(exclude.length > 0 ? [`without ${exclude.join(', ')}`] : []),
    ...(queues.length > 0 ? [`in ${queues.join(', ')}`] : []),
  ].join(' ');
}

function runMeasureOf(measure: RunMeasure, statistic: DurationStatistic): string {
  return RUN_MEASURE_INFO[measure].kind === 'duration' ? `${statistic} ${measure}` : measure;
}

function queuesOf({ queues, exclude }: Pick<QueryOf<'workers'>, 'queues' | 'exclude'>): string {
  return (queues.length > 0 ? queues.join(', ') : 'every queue') + (exclude.length > 0 ? ` without ${exclude.join(', ')}` : '');
}
