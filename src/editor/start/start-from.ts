import { QUERY_VERSION, type StoredQuery } from '../../contract/migrate-query';
import { fieldsOf, QUERY_TYPES } from '../../contract/query';
import type { BacklogQuery } from '../../types';

const OURS = new Set(QUERY_TYPES.flatMap((type) => [...fieldsOf(type).keys()]));

/** A pattern in place of a query: what is Grafana's (its letter, its data source) stays, and no field of ours. */
export function startFrom(query: BacklogQuery, pattern: StoredQuery): BacklogQuery {
  const grafanas = Object.fromEntries(Object.entries(query).filter(([name]) => !OURS.has(name)));
  return { refId: query.refId, ...grafanas, ...pattern, version: QUERY_VERSION };
}
