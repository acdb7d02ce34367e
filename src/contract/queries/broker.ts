import * as z from 'zod/mini';
import { oneOf } from './fields';
import { filters } from './filters';

export const BROKER_ANSWERS = ['all', 'status', 'server', 'memory', 'overdue', 'mirror', 'mirrorDelay'] as const;
/** All that is known of the server; a table about the mirror; or one number that an alert can take. */
export type BrokerAnswer = (typeof BROKER_ANSWERS)[number];

/** Health of the server, of the deliveries and of the mirror. */
export const broker = { answer: z._default(oneOf(BROKER_ANSWERS), 'all'), filters };
