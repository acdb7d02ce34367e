import type { QueueQuery } from '../../src/contract/query';
import type { ArchiveSegment } from '../queues/archive';
import { withDeadline } from '../queues/deadline';
import { MINUTE_MS } from '../queues/minutes';
import type { Monitor } from '../queues/monitor';
import type { Range, SeriesOf } from '../queues/range';
import type { Notice } from '../runtime';

/** A panel waits this long for what is older than this process; meanwhile fetched parts are there for the next refresh. */
const ARCHIVE_MS = 4000;
/** Less when the broker has already taken its time: a query is to answer within two seconds then. */
const ARCHIVE_FAILING_MS = 700;

export interface HistoryRange {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds between points, as Grafana wishes. */
  readonly interval: number;
}

/** What is drawn before memory begins. */
export interface Past {
  /** Epoch milliseconds, ascending. The last may be the interval in which memory begins. */
  readonly times: Float64Array;
  /** Tasks waiting by queue, NaN where nothing was stored. */
  readonly byQueue: ReadonlyMap<string, Float64Array>;
  readonly notices: readonly Notice[];
  /** Where memory goes on; the range's own start where there is no past. Epoch milliseconds. */
  readonly until: number;
  /** Milliseconds between points as memory should go on; the range's own where there is no past. */
  readonly interval: number;
  /** Periods that were read, coarsest first, milliseconds; empty where there is no past. */
  readonly periods: readonly number[];
}

/**
 * Reads what is older than this process from the archive, if there is one. Never rejects: when the archive is slow or
 * refuses, the live part is drawn and a notice says what is missing.
 */
export async function readPast(
  { archive, sampler }: Monitor,
  query: QueueQuery,
  queues: readonly string[],
  range: HistoryRange,
): Promise<Past> {
  const none: Past = {
    times: new Float64Array(),
    byQueue: new Map(),
    notices: [],
    until: range.from,
    interval: range.interval,
    periods: [],
  };
  const begins = Math.min(sampler.history.begins, range.to);
  if (!archive || queues.length === 0 || range.from > begins - MINUTE_MS) return none;
  if (query.by === 'priority') {
    const text = `Before ${new Date(begins).toISOString()} nothing is known by priority: ${archive.label} keeps each queue's total.`;
    return { ...none, notices: [{ severity: 'info', text }] };
  }
  // Samples as taken follow the last whole period; where memory is drawn by interval, that in which it begins is of both.
  const raw = range.interval <= sampler.sampleMs;
  const wished = Math.ceil(range.interval / MINUTE_MS) * MINUTE_MS;
  const minute = Math.floor(begins / MINUTE_MS) * MINUTE_MS;
  const request = { queues, from: range.from, to: raw ? minute : minute + MINUTE_MS, interval: wished, statistic: query.statistic };
  try {
    const segments = await withDeadline(sampler.failing ? ARCHIVE_FAILING_MS : ARCHIVE_MS, (signal) => archive.read(request, signal));
    // The archive may answer coarser than wished; memory then follows in its steps.
    const period = segments.at(-1)?.period ?? wished;
    return {
      ...joined(queues, segments),
      notices: [],
      until: Math.max(raw ? begins : Math.floor(begins / period) * period, range.from),
      interval: raw ? range.interval : period,
      periods: segments.map((s) => s.period),
    };
  } catch (error) {
    const text = `What is older than ${new Date(begins).toISOString()} is missing. ${error instanceof Error ? error.message : String(error)}`;
    return { ...none, notices: [{ severity: 'warning', text }] };
  }
}

/** One row of times over all segments; what comes before the first value that is known is left out. */
function joined(queues: readonly string[], segments: readonly ArchiveSegment[]): Pick<Past, 'times' | 'byQueue'> {
  const length = segments.reduce((sum, { times }) => sum + times.length, 0);
  const times = new Float64Array(length);
  const byQueue = new Map(queues.map((queue) => [queue, new Float64Array(length)]));
  let at = 0;
  for (const segment of segments) {
    times.set(segment.times, at);
    for (const [i, queue] of queues.entries()) byQueue.get(queue)?.set(segment.values[i] ?? [], at);
    at += segment.times.length;
  }
  const known = (t: number) => [...byQueue.values()].some((values) => !Number.isNaN(values[t] ?? Number.NaN));
  let first = 0;
  while (first < length && !known(first)) first++;
  return { times: times.subarray(first), byQueue: new Map([...byQueue].map(([queue, values]) => [queue, values.subarray(first)])) };
}

/** Puts the past before what memory has; in the interval that both know, their values are one by the statistic. */
export function withPast(past: Past, series: readonly SeriesOf[], range: Range, statistic: QueueQuery['statistic']): Range {
  const n = past.times.length;
  if (n === 0) return range;
  const shared = past.times[n - 1] === range.times[0] ? 1 : 0;
  const values = series.map((of, s) => {
    const before = totalOf(past, of.queues);
    const after = range.values[s] ?? new Float64Array(range.times.length);
    const all = new Float64Array(n + after.length - shared);
    all.set(before);
    all.set(after, n - shared);
    if (shared) all[n - 1] = oneOf(before[n - 1] ?? Number.NaN, after[0] ?? Number.NaN, statistic);
    return all;
  });
  const times = new Float64Array(n + range.times.length - shared);
  times.set(past.times);
  times.set(range.times, n - shared);
  return { times, values, interval: range.interval };
}

function totalOf({ times, byQueue }: Past, queues: readonly string[]): Float64Array {
  const [only] = queues;
  if (queues.length === 1 && only !== undefined) return byQueue.get(only) ?? new Float64Array(times.length).fill(Number.NaN);
  return times.map((_, t) => {
    const known = queues.map((queue) => byQueue.get(queue)?.[t] ?? Number.NaN).filter((v) => !Number.isNaN(v));
    return known.length === 0 ? Number.NaN : known.reduce((a, b) => a + b);
  });
}

/** The archive has that interval's samples from before the start too, so its average stands, and memory has the last word. */
function oneOf(stored: number, live: number, statistic: QueueQuery['statistic']): number {
  if (Number.isNaN(stored)) return live;
  if (Number.isNaN(live)) return stored;
  return { max: Math.max(stored, live), min: Math.min(stored, live), avg: stored, last: live }[statistic];
}
