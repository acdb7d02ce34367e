import type { QueueQuery } from '../contract/query';
import type { BacklogQuery } from '../types';

/**
 * The contract's `DEFAULT_QUERY`, said again so that a page with a panel need not carry the contract's parsers; a test
 * holds the two together.
 */
export const QUERY_DEFAULTS: QueueQuery = {
  queryType: 'history',
  queues: [],
  exclude: [],
  measures: ['waiting'],
  by: 'queue',
  statistic: 'max',
  top: 0,
  live: false,
};

/** What the editor shows for a stored query. Lenient: what is wrong in it is the backend's to name. */
export function withDefaults(query: BacklogQuery): QueueQuery {
  return {
    queryType: query.queryType || QUERY_DEFAULTS.queryType,
    queues: strings(query.queues),
    exclude: strings(query.exclude),
    measures: Array.isArray(query.measures) ? query.measures : QUERY_DEFAULTS.measures,
    by: query.by ?? QUERY_DEFAULTS.by,
    statistic: query.statistic ?? QUERY_DEFAULTS.statistic,
    top: query.top ?? QUERY_DEFAULTS.top,
    live: query.live ?? QUERY_DEFAULTS.live,
  };
}

function strings(list: readonly string[] | null | undefined): readonly string[] {
  return Array.isArray(list) ? list : [];
}
