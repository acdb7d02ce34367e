import { QUERY_MEASURES } from './measures';

/** A query as it is stored, not yet checked. */
export type StoredQuery = Readonly<Record<string, unknown>>;

/**
 * Steps that turn a query of each version into the next. The first is for version 0, that of queries without a `version`. A step must
 * not change a query that already has the next version's form, because queries written by hand rarely have a `version`.
 */
const STEPS: readonly ((query: StoredQuery) => StoredQuery)[] = [withBrokerAnswer];

/** The current version. */
export const QUERY_VERSION = STEPS.length;

/**
 * A stored query in the current version. Fields that no step knows, such as Grafana's own, stay. A query with an unknown version is
 * unchanged; the parser reports it.
 */
export function migrateQuery<T extends StoredQuery>(stored: T): T & StoredQuery {
  const version = stored['version'] ?? 0;
  if (!isVersion(version)) return stored;
  const newest = STEPS.slice(version).reduce((query, step) => step(query), stored as StoredQuery);
  // No step changes a field of Grafana's.
  return { ...newest, version: QUERY_VERSION } as unknown as T;
}

export function isVersion(version: unknown): version is number {
  return typeof version === 'number' && Number.isInteger(version) && version >= 0 && version <= QUERY_VERSION;
}

/** In version 0, `measures` selected the answer of a broker query: `status` or `memory` alone, anything else meant `all`. */
function withBrokerAnswer(query: StoredQuery): StoredQuery {
  const { measures, ...rest } = query;
  if (query['queryType'] !== 'broker' || (query['answer'] ?? undefined) !== undefined || (measures ?? undefined) === undefined)
    return query;
  // Wrong values stay, so that the parser reports them.
  if (!isMeasures(measures)) return { ...rest, answer: measures };
  const [only, ...more] = new Set(measures);
  // Measures of queues stay, in case the user changes the type back.
  return more.length === 0 && (only === 'status' || only === 'memory') ? { ...rest, answer: only } : { ...query, answer: 'all' };
}

function isMeasures(given: unknown): given is readonly string[] {
  const known: readonly unknown[] = QUERY_MEASURES;
  return Array.isArray(given) && given.length > 0 && given.every((measure) => known.includes(measure));
}
