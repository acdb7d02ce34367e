import { PluginError } from 'grafana-node-datasource-runtime';
import type { Grouping, QueryOf } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor/monitor';

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
  if (series > MOST_SERIES) throw tooMany(`${series}`, `${MOST_SERIES} time series`);
  return Math.floor(MOST_VALUES / Math.max(series, 1));
}

/** @throws PluginError 400 for more rows and columns than one answer may have */
export function assertRows(size: Size): void {
  const rows = countOf(size);
  // Each measure has its quality beside it.
  const cells = rows * 2 * size.measures;
  if (cells > MOST_CELLS) throw tooMany(`${cells / 2}`, `${MOST_CELLS / 2} values in rows`);
}

function tooMany(asked: string, limit: string): PluginError {
  return new PluginError(
    `expected a query for at most ${limit}, got one for ${asked}. Select fewer queues or measures, or the largest few with "top".`,
    { status: 400 },
  );
}
