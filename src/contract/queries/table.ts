import type { ZodMiniType } from 'zod/mini';
import { broker } from './broker';
import { events } from './events';
import { history } from './history';
import { now } from './now';
import { runs } from './runs';
import { tasks } from './tasks';
import { workers } from './workers';

/**
 * The types of query and the fields that each reads. A line here and its file are what a new type takes in the contract; the
 * compiler then asks for its answer (`datasource/query.ts`), its option in the editor and its description. Every field has a default.
 */
export const QUERY_FIELDS = { now, history, tasks, workers, broker, events, runs } as const satisfies Readonly<
  Record<string, Readonly<Record<string, ZodMiniType>>>
>;
