import { migrateQuery } from '../contract/migrate-query';
import { DEFAULT_TYPE, fieldsOf, isQueryType, type QueryType } from '../contract/query';
import type { BacklogQuery } from '../types';

/**
 * The stored query after a change of its type. Fields that both types share stay. Fields that the new type does not read stay too, in
 * case the user changes back. A field with another meaning in the new type is removed and so has its default.
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
