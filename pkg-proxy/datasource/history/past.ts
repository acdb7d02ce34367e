import type { Notice } from 'grafana-node-datasource-runtime';
import { MEASURE_INFO, type Measure } from '../../../src/contract/measures';
import { message } from '../../../src/contract/messages/message';
import type { QueryOf, Statistic } from '../../../src/contract/query';
import type { Settings } from '../../../src/contract/settings';
import { hasAgeThresholds } from '../../../src/contract/settings/age-thresholds';
import { withDeadline } from '../../lifetime/deadline';
import type { Work } from '../../lifetime/work';
import type { Range } from '../../queues/history/range';
import { MINUTE_MS } from '../../queues/minute';
import type { Monitor } from '../../queues/monitor/monitor';
import type { Observed } from '../../queues/observed';
import type { ArchiveSegment } from '../../queues/ports/archive';
import { reasonOf } from '../../queues/ports/reason';
import type { SeriesOf } from '../../queues/series';
import { measuresOf } from '../measured';
import { say } from '../notices/said';
import { steadyGap } from './sparse';

/** A panel waits this long for what is older than this process; meanwhile fetched parts are there for the next refresh. */
const ARCHIVE_MS = 4000;
/** Less when the broker has already taken its time: a query is to answer within two seconds then. */
const ARCHIVE_FAILING_MS = 700;
/** Series, or queues of one, to a part of the work. */
const PART = 200;

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
  /** What was read, by measure and queue; NaN where nothing was stored. */
  readonly values: ReadonlyMap<Measure, ReadonlyMap<string, Float64Array>>;
  readonly notices: readonly Notice[];
  /** Where memory goes on; the range's own start where there is no past. Epoch milliseconds. */
  readonly until: number;
  /** Milliseconds between points as memory should go on; the range's own where there is no past. */
  readonly interval: number;
  /** Periods that were read, coarsest first, milliseconds; empty where there is no past. */
  readonly periods: readonly number[];
}

/** Whether a range begins before memory does, by a minute at least: the archive has nothing finer. */
export const reachesPast = ({ history }: Observed, { from, to }: HistoryRange): boolean => from <= Math.min(history.begins, to) - MINUTE_MS;

/**
 * Reads what is older than this process from the archive, if there is one. Never rejects: when the archive is slow or
 * refuses, the live part is drawn and a notice says what is missing.
 */
export async function readPast(
  { archive, observed, settings }: Monitor,
  query: QueryOf<'history'>,
  queues: readonly string[],
  range: HistoryRange,
): Promise<Past> {
  const none: Past = {
    times: new Float64Array(),
    values: new Map(),
    notices: [],
    until: range.from,
    interval: range.interval,
    periods: [],
  };
  const begins = Math.min(observed.history.begins, range.to);
  if (queues.length === 0 || !reachesPast(observed, range)) return none;
  // A range that memory covers in part shows where its lines begin. An empty panel does not say why it is empty.
  if (!archive)
    return range.to < observed.history.begins && Number.isFinite(observed.history.begins)
      ? { ...none, notices: [say(message('history.notKept', { begins: { at: observed.history.begins } }))] }
      : none;
  if (query.by === 'priority') {
    return { ...none, notices: [say(message('archive.noPriorities', { before: { at: begins }, archive: archive.label }))] };
  }
  // Samples as taken follow the last whole period; where memory is drawn by interval, that in which it begins is of both.
  const raw = range.interval <= observed.sampleMs;
  const wished = Math.ceil(range.interval / MINUTE_MS) * MINUTE_MS;
  const minute = Math.floor(begins / MINUTE_MS) * MINUTE_MS;
  const request = { queues, from: range.from, to: raw ? minute : minute + MINUTE_MS, interval: wished, statistic: query.statistic };
  const { kept, notices } = keptMeasures(query, settings, begins);
  try {
    const read = await withDeadline(observed.failing ? ARCHIVE_FAILING_MS : ARCHIVE_MS, (signal) =>
      Promise.all(kept.map((measure) => archive.read({ ...request, measure }, signal))),
    );
    const segments = read[0] ?? [];
    // The archive may answer coarser than wished; memory then follows in its steps.
    const period = segments.at(-1)?.period ?? wished;
    return {
      ...joined(queues, new Map(kept.map((measure, i) => [measure, read[i] ?? []]))),
      notices,
      until: Math.max(raw ? begins : Math.floor(begins / period) * period, range.from),
      interval: raw ? range.interval : period,
      periods: segments.map((s) => s.period),
    };
  } catch (error) {
    return { ...none, notices: [say(message('archive.unread', { before: { at: begins }, reason: reasonOf(error) }))] };
  }
}

/**
 * Those of the query's measures that a mirror keeps, with those that a status is made of, and a word on the others. Without any the
 * lengths say where the past is.
 */
function keptMeasures(
  query: QueryOf<'history'>,
  { mirror: { measures: mirrored }, thresholds }: Pick<Settings, 'mirror' | 'thresholds'>,
  begins: number,
): { kept: readonly Measure[]; notices: Notice[] } {
  const asked = measuresOf(query);
  const judged: readonly Measure[] = !query.measures.includes('status')
    ? []
    : hasAgeThresholds(thresholds)
      ? ['waiting', 'oldestAge']
      : ['waiting'];
  const kept = new Set([...asked, ...judged].filter((measure) => measure === 'waiting' || mirrored.includes(measure)));
  if (kept.size === 0) kept.add('waiting');
  const missing = asked.filter((measure) => !kept.has(measure));
  const before = { at: begins };
  const notices: Notice[] = [];
  if (missing.length > 0) notices.push(say(message('archive.measuresNotKept', { before, measures: missing.join(', ') })));
  if (judged.some((measure) => !kept.has(measure))) notices.push(say(message('archive.agesNotKept', { before })));
  return { kept: [...kept], notices };
}

/** One row of times over all segments; what comes before the first value that is known is left out. */
function joined(queues: readonly string[], read: ReadonlyMap<Measure, readonly ArchiveSegment[]>): Pick<Past, 'times' | 'values'> {
  const [segments = []] = read.values();
  const length = segments.reduce((sum, { times }) => sum + times.length, 0);
  const times = new Float64Array(length);
  let at = 0;
  for (const segment of segments) {
    times.set(segment.times, at);
    at += segment.times.length;
  }
  const whole = new Map([...read].map(([measure, parts]) => [measure, valuesOf(queues, parts, length)]));
  let first = length;
  for (const byQueue of whole.values()) {
    for (const values of byQueue.values()) {
      const known = values.subarray(0, first).findIndex((value) => !Number.isNaN(value));
      if (known >= 0) first = known;
    }
  }
  const cut = (byQueue: ReadonlyMap<string, Float64Array>) =>
    new Map([...byQueue].map(([queue, values]) => [queue, values.subarray(first)]));
  return { times: times.subarray(first), values: new Map([...whole].map(([measure, byQueue]) => [measure, cut(byQueue)])) };
}

function valuesOf(queues: readonly string[], segments: readonly ArchiveSegment[], length: number): ReadonlyMap<string, Float64Array> {
  const byQueue = new Map(queues.map((queue) => [queue, new Float64Array(length).fill(Number.NaN)]));
  let at = 0;
  for (const { times, values } of segments) {
    for (const [i, queue] of queues.entries()) byQueue.get(queue)?.set(values[i]?.subarray(0, Math.max(0, length - at)) ?? [], at);
    at += times.length;
  }
  return byQueue;
}

/** Whether the last interval of the past is the one in which memory begins. */
function isShared({ times }: Past, live: Float64Array): boolean {
  return times.length > 0 && times.at(-1) === live[0];
}

/** The times of the past before those that memory has. */
export function timesWithPast(past: Past, live: Float64Array): Float64Array {
  const before = isShared(past, live) ? past.times.subarray(0, -1) : past.times;
  const times = new Float64Array(before.length + live.length);
  times.set(before);
  times.set(live, before.length);
  return times;
}

/**
 * Puts the past before what memory has of each series and measure; in the interval that both know, their values are one by the statistic.
 * @param live times and values of memory
 */
export function* withPast(
  past: Past,
  series: readonly SeriesOf[],
  measures: readonly Measure[],
  live: Pick<Range, 'times' | 'values'>,
  statistic: Statistic,
): Work<Float64Array[]> {
  const shared = isShared(past, live.times) ? 1 : 0;
  const n = past.times.length - shared;
  const all: Float64Array[] = [];
  for (const measure of measures) {
    for (const { queues } of series) {
      const before = yield* pastOf(past, queues, measure);
      const after = live.values[all.length] ?? new Float64Array(live.times.length);
      const values = new Float64Array(n + after.length);
      values.set(before.subarray(0, n));
      values.set(after, n);
      if (shared) values[n] = oneOf(before[n] ?? Number.NaN, after[0] ?? Number.NaN, statistic);
      if (all.push(values) % PART === 0) yield;
    }
  }
  return all;
}

/**
 * Over which gaps the line of a series is to be connected, milliseconds; Grafana's field option `custom.spanNulls`.
 * Undefined where every gap is one in truth.
 */
export function* gapToSpan(past: Past, { queues }: SeriesOf, measure: Measure): Work<number | undefined> {
  return past.times.length === 0 ? undefined : steadyGap(past.times, yield* pastOf(past, queues, measure));
}

function* pastOf({ times, values }: Past, queues: readonly string[], measure: Measure): Work<Float64Array> {
  const byQueue = values.get(measure);
  const [only] = queues;
  if (queues.length === 1 && only !== undefined) return byQueue?.get(only) ?? new Float64Array(times.length).fill(Number.NaN);
  const isSum = MEASURE_INFO[measure].total === 'sum';
  const total = new Float64Array(times.length).fill(Number.NaN);
  for (const [q, queue] of queues.entries()) {
    const own = byQueue?.get(queue);
    for (let t = 0; own && t < total.length; t++) {
      const value = own[t]!;
      if (Number.isNaN(value)) continue;
      const before = total[t]!;
      total[t] = Number.isNaN(before) ? value : isSum ? before + value : Math.max(before, value);
    }
    if (q % PART === PART - 1) yield;
  }
  return total;
}

/** The archive has that interval's samples from before the start too, so its average stands, and memory has the last word. */
function oneOf(stored: number, live: number, statistic: Statistic): number {
  if (Number.isNaN(stored)) return live;
  if (Number.isNaN(live)) return stored;
  return { max: Math.max(stored, live), min: Math.min(stored, live), avg: stored, last: live }[statistic];
}
