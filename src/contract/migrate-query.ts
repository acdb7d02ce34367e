import { QUERY_MEASURES } from './measures';

/** A query as it is stored, not yet checked. */
export type StoredQuery = Readonly<Record<string, unknown>>;

/**
 * What makes a query of each version one of the next: the first of version 0, which is that of the queries without a `version`. A
 * step has to leave a query alone that is of the next version already, since those written by hand rarely say which they are.
 */
const STEPS: readonly ((query: StoredQuery) => StoredQuery)[] = [withBrokerAnswer];

/** The version that is stored today. */
export const QUERY_VERSION = STEPS.length;

/**
 * A stored query in its newest version. Fields that no step knows, such as Grafana's own, stay. One that says an unknown version is
 * left as it is, for the parser to name.
 */
export function migrateQuery<T extends StoredQuery>(stored: T): T & StoredQuery {
  const version = stored['version'] ?? 0;
  if (!isVersion(version)) return stored;
  const newest = STEPS.slice(version).reduce((query, step) => step(query), stored as StoredQuery);
  // No step touches a field of Grafana's.
  return { ...newest, version: QUERY_VERSION } as unknown as T;
}

export function isVersion(version: unknown): version is number {
  return typeof version === 'number' && Number.isInteger(version) && version >= 0 && version <= QUERY_VERSION;
}

/** In version 0 a query of the broker chose its answer with `measures`: `status` alone and `memory` alone meant themselves, the others all. */
function withBrokerAnswer(query: StoredQuery): StoredQuery {
  const { measures, ...rest } = query;
  if (query['queryType'] !== 'broker' || (query['answer'] ?? undefined) !== undefined || (measures ?? undefined) === undefined)
    return query;
  // What was wrong goes on as it is, so that the parser names it.
  if (!isMeasures(measures)) return { ...rest, answer: measures };
  const [only, ...more] = new Set(measures);
  // Measures of queues stay for the way back to a query of queues.
  return more.length === 0 && (only === 'status' || only === 'memory') ? { ...rest, answer: only } : { ...query, answer: 'all' };
}

function isMeasures(given: unknown): given is readonly string[] {
  const known: readonly unknown[] = QUERY_MEASURES;
  return Array.isArray(given) && given.length > 0 && given.every((measure) => known.includes(measure));
}
