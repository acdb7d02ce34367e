import { parseQuery } from '../../../src/contract/parse-query';
import { type LiveQuery, liveOf } from '../live/channels';

/** A query that can be followed, for tests. */
export function liveQuery(json: object = {}): LiveQuery {
  const query = liveOf(parseQuery(json));
  if (!query) throw new Error(`expected a query that can be followed, got ${JSON.stringify(json)}`);
  return query;
}
