import { DEFAULT_QUERY, type QueueQuery } from '../contract/query';
import type { BacklogQuery } from '../types';

/** What the editor shows for a stored query. Lenient: what is wrong in it is the backend's to name. */
export function withDefaults(query: BacklogQuery): QueueQuery {
  return {
    queryType: query.queryType || DEFAULT_QUERY.queryType,
    queues: strings(query.queues),
    exclude: strings(query.exclude),
    measures: Array.isArray(query.measures) ? query.measures : DEFAULT_QUERY.measures,
    by: query.by ?? DEFAULT_QUERY.by,
    statistic: query.statistic ?? DEFAULT_QUERY.statistic,
    top: query.top ?? DEFAULT_QUERY.top,
    live: query.live ?? DEFAULT_QUERY.live,
  };
}

function strings(list: readonly string[] | null | undefined): readonly string[] {
  return Array.isArray(list) ? list : [];
}
