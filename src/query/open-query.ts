import { migrateQuery } from '../contract/migrate-query';
import { DEFAULT_TYPE, defaultsOf, isQueryType, type QueueQuery } from '../contract/query';
import type { BacklogQuery } from '../types';

/**
 * A stored query of any version, for the editor; undefined if the type is unknown here. Lenient: wrong values stay, and the backend
 * reports them.
 */
export function openQuery(stored: BacklogQuery): QueueQuery | undefined {
  const { queryType, ...given } = migrateQuery(stored);
  const type = queryType || DEFAULT_TYPE;
  if (!isQueryType(type)) return undefined;
  const defaults = defaultsOf(type);
  const shown = Object.entries(defaults).map(([name, value]) => {
    const own = given[name] ?? value;
    // The editor draws these as lists, so they must be lists.
    return [name, Array.isArray(value) && !Array.isArray(own) ? value : own];
  });
  return Object.fromEntries(shown) as QueueQuery;
}
