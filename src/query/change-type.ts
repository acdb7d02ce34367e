import { migrateQuery } from '../contract/migrate-query';
import { DEFAULT_TYPE, fieldsOf, isQueryType, type QueryType } from '../contract/query';
import type { BacklogQuery } from '../types';

/**
 * The stored query after its type was changed. What both types share is kept, and so is what the new one does not read, for the way
 * back. A field that means another thing to the new type is left out and then has its default.
 */
export function changeType(stored: BacklogQuery, queryType: QueryType): BacklogQuery {
  const query = migrateQuery(stored);
  const type = query.queryType || DEFAULT_TYPE;
  const before = isQueryType(type) ? fieldsOf(type) : undefined;
  const after = fieldsOf(queryType);
  const astray = Object.entries(query).flatMap(([name, value]) => {
    const field = after.get(name);
    if (!field || before?.get(name) === field) return [];
    return before?.has(name) || !field.safeParse(value).success ? [[name, undefined]] : [];
  });
  return { ...query, ...Object.fromEntries(astray), queryType };
}

/** What a query of this type needs besides to be of use in an alert rule: one number a row. Of runs that is one measure. */
export function forAlert(stored: BacklogQuery, queryType: QueryType): Partial<BacklogQuery> {
  return queryType === 'runs' && stored.queryType !== 'runs' ? { format: 'table', measures: ['failureRatio'] } : {};
}
