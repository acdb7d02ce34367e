import { message } from '../../src/contract/messages/message';
import type { Grouping, QueryOf } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor/monitor';
import { saidError } from './notices/said-error';

/** Maximum series in one answer: twice the queues that are read of a broker. Nobody can look at more, and no browser can draw them. */
const MOST_SERIES = 20_000;
/** Maximum values in one answer of time series: 10,000 queues by 400 points, 32 MB. */
const MOST_VALUES = 4_000_000;
/** Maximum values in one answer of rows. */
const MOST_CELLS = 500_000;

export interface Size {
  readonly by: Grouping;
  readonly queues: number;
  /** Priority steps of a queue. */
  readonly steps: number;
  readonly measures: number;
  /** 0 is all. */
  readonly top: number;
}

/** How large an answer will be. */
export function sizeOf(
  { observed }: Monitor,
  { by, top, measures, usual }: Pick<QueryOf<'now'>, 'by' | 'top' | 'measures'> & Partial<Pick<QueryOf<'history'>, 'usual'>>,
  queues: readonly string[],
): Size {
  return { by, top, queues: queues.length, steps: observed.steps.length, measures: measures.length * (usual ? 3 : 1) };
}

/** The number of series or rows, computed in advance. */
function countOf({ by, queues, steps, top }: Size): number {
  const all = by === 'total' ? Math.min(queues, 1) : by === 'priority' ? queues * steps : queues;
  return top > 0 ? Math.min(all, top) : all;
}

/**
 * How many points a time series may have: the more series, the fewer points.
 * @throws PluginError 400 for more series than one answer may have
 */
export function pointsFor(size: Size): number {
  const series = countOf(size) * size.measures;
  if (series > MOST_SERIES) throw saidError(message('query.tooManySeries', { asked: series, most: MOST_SERIES }), { status: 400 });
  return Math.floor(MOST_VALUES / Math.max(series, 1));
}

/** @throws PluginError 400 for more rows and columns than one answer may have */
export function assertRows(size: Size): void {
  const rows = countOf(size);
  // Each measure has its quality beside it.
  const cells = rows * 2 * size.measures;
  if (cells > MOST_CELLS) {
    throw saidError(message('query.tooManyValues', { asked: cells / 2, most: MOST_CELLS / 2 }), { status: 400 });
  }
}
