import type { QueryMeasure } from './measures';

export const QUERY_TYPES = ['now', 'history', 'tasks', 'workers', 'broker', 'events'] as const;
export type QueryType = (typeof QUERY_TYPES)[number];
export const GROUPINGS = ['queue', 'priority', 'total'] as const;
export type Grouping = (typeof GROUPINGS)[number];
export const STATISTICS = ['max', 'min', 'avg', 'last'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** A query as a panel, an alert rule or an Explore tab stores it, with every default filled in. */
export interface QueueQuery {
  /**
   * `now`: one row a queue. `history`: time series. `tasks`: what is in the queues. `workers`: who is there. `broker`: how the
   * server fares. `events`: what happened, as annotations.
   */
  readonly queryType: QueryType;
  /** Names, globs (`email*`) and `/regular expressions/`; empty means every known queue. */
  readonly queues: readonly string[];
  /** The same forms; what matches is left out. */
  readonly exclude: readonly string[];
  readonly measures: readonly QueryMeasure[];
  readonly by: Grouping;
  /** Which value stands for an interval of `history`. `max` keeps a ten-second spike visible a year later. */
  readonly statistic: Statistic;
  /** Keep the n largest series or rows; 0 keeps all. */
  readonly top: number;
  /** Follow with new points over Grafana Live. */
  readonly live: boolean;
}

export const DEFAULT_QUERY: QueueQuery = {
  queryType: 'history',
  queues: [],
  exclude: [],
  measures: ['waiting'],
  by: 'queue',
  statistic: 'max',
  top: 0,
  live: false,
};
