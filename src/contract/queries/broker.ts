import * as z from 'zod/mini';
import { oneOf } from './fields';

export const BROKER_ANSWERS = ['all', 'status', 'memory'] as const;
/** All that is known, or one number that an alert can take. */
export type BrokerAnswer = (typeof BROKER_ANSWERS)[number];

/** Health of the server. */
export const broker = { answer: z._default(oneOf(BROKER_ANSWERS), 'all') };
