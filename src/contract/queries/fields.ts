import * as z from 'zod/mini';
import { QUERY_MEASURES } from '../measures';

/**
 * Fields of queries. Two types of query share a field when they name the same one of these: its value then stays when a person
 * changes the type. What a field expects stands in its error, as a person reads it. Of `zod/mini`, since the browser loads it.
 */

export const oneOf = <T extends string>(values: readonly T[]) =>
  z.enum(values, { error: `one of ${values.map((v) => `"${v}"`).join(', ')}` });

/** Longer patterns are nobody's name; the limit keeps a pasted file out of the matcher. */
const MAX_PATTERN = 1024;
const MAX_PATTERNS = 1000;
const pattern = (what: string) =>
  z
    .string({ error: `a ${what} name, a glob or a /regex/` })
    .check(z.maxLength(MAX_PATTERN, { error: `at most ${MAX_PATTERN} characters` }));
/** Patterns of the names of something: of a `queue`, of a `task`. */
export const patternsOf = (what: string) =>
  z._default(
    z.pipe(
      z
        .array(pattern(what), { error: `a list of ${what} names, globs or /regexes/` })
        .check(z.maxLength(MAX_PATTERNS, { error: `at most ${MAX_PATTERNS} entries` })),
      z.transform((list) => list.filter((entry) => entry !== '')),
    ),
    [],
  );

/** Names, globs (`email*`) and `/regular expressions/`; empty means every known queue. */
export const queues = patternsOf('queue');
/** Queues in the same forms; what matches is left out. */
export const exclude = patternsOf('queue');

/** At least one of the measures, each once. */
export const uniqueOf = <T extends string>(values: readonly T[], otherwise: T[]) =>
  z._default(
    z.pipe(
      z.array(oneOf(values), { error: 'a list of measures' }).check(z.minLength(1, { error: 'at least one measure' })),
      z.transform((list) => [...new Set(list)]),
    ),
    otherwise,
  );

export const measures = uniqueOf(QUERY_MEASURES, ['waiting']);

export const GROUPINGS = ['queue', 'priority', 'total'] as const;
export type Grouping = (typeof GROUPINGS)[number];
export const by = z._default(oneOf(GROUPINGS), 'queue');

const TOP = 'a whole number from 0 to 10000';
/** Keep the n largest series or rows; 0 keeps all. */
export const top = z._default(z.int({ error: TOP }).check(z.minimum(0, { error: TOP }), z.maximum(10_000, { error: TOP })), 0);

/** Follow with what is new over Grafana Live. */
export const live = z._default(z.boolean({ error: 'true or false' }), false);
