import * as z from 'zod/mini';
import { RUN_MEASURES } from '../run-measures';
import { live, oneOf, patternsOf, queues, top, uniqueOf } from './fields';
import { filters } from './filters';
import { legend } from './legend';

export const RUN_FORMATS = ['table', 'timeseries'] as const;
export type RunFormat = (typeof RUN_FORMATS)[number];

/** What runs are added up by. */
export const RUN_GROUPS = ['task', 'queue', 'worker', 'total'] as const;
export type RunGroup = (typeof RUN_GROUPS)[number];
/** What one row or time series stands for. By type of exception there is a table only, of `failed` and `retried`. */
export const RUN_GROUPINGS = [...RUN_GROUPS, 'exception'] as const;
export type RunGrouping = (typeof RUN_GROUPINGS)[number];

/** Which value stands for the run times of many tasks. */
export const DURATION_STATISTICS = ['avg', 'p50', 'p95', 'p99', 'max'] as const;
export type DurationStatistic = (typeof DURATION_STATISTICS)[number];

// `exclude`, `by`, `measures` and `statistic` are called as those of `history` and mean something else, so they are no fields of it.
const format = z._default(oneOf(RUN_FORMATS), 'table');
/** Task names, globs and `/regular expressions/`; empty means every task. */
const tasks = patternsOf('task');
/** Tasks in the same forms; what matches is left out. */
const exclude = patternsOf('task');
const by = z._default(oneOf(RUN_GROUPINGS), 'task');
const measures = uniqueOf(RUN_MEASURES, ['succeeded', 'failed', 'retried', 'failureRatio', 'runtime', 'queueTime', 'busy']);
const statistic = z._default(oneOf(DURATION_STATISTICS), 'p95');

/** What tasks did. */
export const runs = { format, tasks, exclude, queues, by, measures, statistic, top, live, legend, filters };
