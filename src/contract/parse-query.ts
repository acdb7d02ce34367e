import * as z from 'zod';
import { QUERY_MEASURES } from './measures';
import { ContractError, problemsOf } from './problem';
import { DEFAULT_QUERY, GROUPINGS, QUERY_TYPES, type QueueQuery, STATISTICS } from './query';

const oneOf = <T extends string>(values: readonly T[]) => z.enum(values, { error: `one of ${values.map((v) => `"${v}"`).join(', ')}` });

/** Longer patterns are nobody's queue name; the limit keeps a pasted file out of the matcher. */
const MAX_PATTERN = 1024;
const pattern = z.string({ error: 'a queue name, a glob or a /regex/' }).max(MAX_PATTERN, { error: `at most ${MAX_PATTERN} characters` });
const patterns = z.array(pattern, { error: 'a list of queue names, globs or /regexes/' }).max(1000, { error: 'at most 1000 entries' });

const TOP = 'a whole number from 0 to 10000';

const schema = z.object(
  {
    queryType: oneOf(QUERY_TYPES).default(DEFAULT_QUERY.queryType),
    queues: patterns.default([]),
    exclude: patterns.default([]),
    measures: z
      .array(oneOf(QUERY_MEASURES), { error: 'a list of measures' })
      .min(1, { error: 'at least one measure' })
      .transform((list) => [...new Set(list)])
      .default([...DEFAULT_QUERY.measures]),
    by: oneOf(GROUPINGS).default(DEFAULT_QUERY.by),
    statistic: oneOf(STATISTICS).default(DEFAULT_QUERY.statistic),
    top: z.int({ error: TOP }).min(0, { error: TOP }).max(10_000, { error: TOP }).default(0),
    live: z.boolean({ error: 'true or false' }).default(false),
  },
  { error: 'a query object' },
);

/**
 * Reads a query. Grafana's own fields (`refId`, `datasource`, `hide`, …) and unknown ones are ignored; a field that is
 * null or an empty `queryType` counts as absent, since that is how Grafana stores what nobody chose.
 * @throws ContractError naming every wrong field
 */
export function parseQuery(input: unknown): QueueQuery {
  const given =
    typeof input === 'object' && input !== null && !Array.isArray(input)
      ? Object.fromEntries(Object.entries(input).filter(([k, v]) => v !== null && !(k === 'queryType' && v === '')))
      : input;
  const result = schema.safeParse(given);
  if (!result.success) throw new ContractError(problemsOf(result.error, given));
  const { queues, exclude, ...rest } = result.data;
  const said = (list: string[]) => list.filter((p) => p !== '');
  return { ...rest, queues: said(queues), exclude: said(exclude) };
}
