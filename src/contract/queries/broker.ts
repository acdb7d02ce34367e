import * as z from 'zod/mini';
import { oneOf } from './fields';

export const BROKER_ANSWERS = ['all', 'status', 'memory', 'mirror'] as const;
/** All that is known of the server; one number that an alert can take; or how the mirror does and what it costs. */
export type BrokerAnswer = (typeof BROKER_ANSWERS)[number];

/** Health of the server. */
export const broker = { answer: z._default(oneOf(BROKER_ANSWERS), 'all') };
