import * as z from 'zod/mini';
import { by, exclude, live, measures, oneOf, queues, top } from './fields';
import { filters } from './filters';
import { legend } from './legend';

export const STATISTICS = ['max', 'min', 'avg', 'last'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Which value stands for an interval. `max` keeps a ten-second spike visible a year later. */
const statistic = z._default(oneOf(STATISTICS), 'max');

/** Draw what was usual for the same hour of the week in the last four weeks, too. */
const usual = z._default(z.boolean({ error: 'true or false' }), false);

/** Time series of queues. */
export const history = { queues, exclude, measures, by, statistic, top, live, usual, legend, filters };
