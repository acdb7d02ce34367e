import * as z from 'zod/mini';
import { oneOf } from './fields';

/** What ad hoc filters of a dashboard may name: labels of the answers. */
export const FILTER_KEYS = ['queue', 'broker', 'priority', 'task'] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

/** Grafana's operators. `=|` and `!=|` are "one of" and "not one of"; `=~` and `!~` take an RE2 expression for the whole value. */
export const FILTER_OPERATORS = ['=', '!=', '=~', '!~', '=|', '!=|'] as const;

const MOST = 100;
const VALUES = 'a list of texts';

/** Ad hoc filters, all of which must hold. Grafana sends them with each query; none is stored. A key may be any text: unknown ones are reported. */
export const filters = z._default(
  z
    .array(
      z.object({
        key: z.string({ error: 'the name of a label' }),
        operator: oneOf(FILTER_OPERATORS),
        values: z.array(z.string({ error: 'a text' }), { error: VALUES }).check(z.maxLength(1000, { error: 'at most 1000 values' })),
      }),
      { error: 'a list of filters' },
    )
    .check(z.maxLength(MOST, { error: `at most ${MOST} filters` })),
  [],
);
export type Filter = Readonly<z.output<typeof filters>[number]>;
