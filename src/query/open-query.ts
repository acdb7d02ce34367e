import { migrateQuery } from '../contract/migrate-query';
import { DEFAULT_TYPE, defaultsOf, isQueryType, type QueueQuery } from '../contract/query';
import type { BacklogQuery } from '../types';

/**
 * What the editor shows of a stored query, whatever its version; undefined for a type that is not known here. Lenient: what is wrong
 * in it stays, for the backend to name.
 */
export function openQuery(stored: BacklogQuery): QueueQuery | undefined {
  const { queryType, ...given } = migrateQuery(stored);
  const type = queryType || DEFAULT_TYPE;
  if (!isQueryType(type)) return undefined;
  const defaults = defaultsOf(type);
  const shown = Object.entries(defaults).map(([name, value]) => {
    const own = given[name] ?? value;
    // What is drawn as a list has to be one.
    return [name, Array.isArray(value) && !Array.isArray(own) ? value : own];
  });
  return Object.fromEntries(shown) as QueueQuery;
}
