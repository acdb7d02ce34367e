import * as z from 'zod/mini';
import { isVersion, migrateQuery, QUERY_VERSION, type StoredQuery } from './migrate-query';
import { ContractError, problemsOf } from './problem';
import { exclude, queues } from './queries/fields';
import { DEFAULT_TYPE, fieldsOf, isQueryType, QUERY_TYPES, type QueueQuery } from './query';

const SCHEMAS = new Map(QUERY_TYPES.map((type) => [type, z.object(Object.fromEntries(fieldsOf(type)))]));
const PATTERNS = z.object({ queues, exclude });

/**
 * Reads a query of any version. Ignores Grafana's own fields (`refId`, `datasource`, `hide`, …), unknown fields, and fields that its type
 * does not read. A null field or an empty `queryType` counts as absent, because Grafana stores unset fields that way.
 * @throws ContractError naming every wrong field
 */
export function parseQuery(input: unknown): QueueQuery {
  if (!isObject(input)) throw new ContractError(problemsOf({ issues: [{ path: [], message: 'a query object' }] }, input));
  const given = Object.fromEntries(Object.entries(input).filter(([k, v]) => v !== null && !(k === 'queryType' && v === '')));
  const { queryType = DEFAULT_TYPE, version = 0 } = given;
  const unknown = [
    ...(isQueryType(queryType) ? [] : [{ path: ['queryType'], message: `one of ${QUERY_TYPES.map((type) => `"${type}"`).join(', ')}` }]),
    ...(isVersion(version) ? [] : [{ path: ['version'], message: `a whole number from 0 to ${QUERY_VERSION}` }]),
  ];
  // The other fields depend on these two.
  const schema = isQueryType(queryType) && SCHEMAS.get(queryType);
  if (!schema || unknown.length > 0) throw new ContractError(problemsOf({ issues: unknown }, given));
  return { queryType, ...checked(schema, migrateQuery(given)) } as QueueQuery;
}

/** The queues that a query selects: `queues` and `exclude`. @throws ContractError naming every wrong field */
export function parsePatterns(input: unknown): { readonly queues: readonly string[]; readonly exclude: readonly string[] } {
  return checked(PATTERNS, input);
}

function checked<T extends z.ZodMiniType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input);
  if (!result.success) throw new ContractError(problemsOf(result.error, input));
  return result.data;
}

function isObject(input: unknown): input is StoredQuery {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
