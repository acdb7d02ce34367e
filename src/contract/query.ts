import type { output, ZodMiniType } from 'zod/mini';
import { QUERY_FIELDS } from './queries/table';

export type { Grouping } from './queries/fields';
export type { Statistic } from './queries/history';

type Fields = typeof QUERY_FIELDS;
export type QueryType = keyof Fields;
// Complete by construction; TypeScript types the keys of an object as string.
export const QUERY_TYPES = Object.keys(QUERY_FIELDS) as readonly QueryType[];
/** The type of a query without `queryType`. */
export const DEFAULT_TYPE = 'history' satisfies QueryType;

type Queries = {
  readonly [T in QueryType]: { readonly queryType: T } & { readonly [F in keyof Fields[T]]: Readonly<output<Fields[T][F]>> };
};
/** A query of one type, with every field that the type reads. */
export type QueryOf<T extends QueryType> = Queries[T];
/** A query from a panel, an alert rule or Explore, in the current version, with every default filled in. */
export type QueueQuery = QueryOf<QueryType>;
/** The types whose queries have these fields. */
export type TypeWith<Shape> = { [T in QueryType]: QueryOf<T> extends Shape ? T : never }[QueryType];

/** Whether this is a query type. Names that every object has, such as `toString`, are not. */
export function isQueryType(type: unknown): type is QueryType {
  return typeof type === 'string' && Object.hasOwn(QUERY_FIELDS, type);
}

/** The fields that a type reads, by name. */
export function fieldsOf(type: QueryType): ReadonlyMap<string, ZodMiniType> {
  return new Map(Object.entries(QUERY_FIELDS[type]));
}

export function defaultsOf<T extends QueryType>(queryType: T): QueryOf<T> {
  const defaults = Object.fromEntries([...fieldsOf(queryType)].map(([name, field]) => [name, field.parse(undefined)]));
  // Complete by construction; TypeScript types the result of fromEntries by index only.
  return { queryType, ...defaults } as QueryOf<T>;
}
