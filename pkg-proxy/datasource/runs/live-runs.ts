import type { Frame } from 'grafana-node-datasource-runtime';
import { QUALITIES } from '../../../src/contract/measures';
import type { QueryOf } from '../../../src/contract/query';
import { RUN_MEASURE_INFO, type RunMeasure } from '../../../src/contract/run-measures';
import type { Work } from '../../lifetime/work';
import { MINUTE_MS, minuteOf } from '../../queues/minute';
import type { Monitor } from '../../queues/monitor/monitor';
import { pointsFor } from '../limits';
import { failingNotice } from '../notices/notices';
import { isWorthTelling, type RunSelector } from './selection';
import { seriesFrame } from './series';

/** So long after its end a minute does not change any more: events that wait for a name still come. Milliseconds. */
const LATE_MS = 6000;
/** By so much a timer may be early. Milliseconds. */
const EARLY_MS = 100;
const DAY_MS = 24 * 3600_000;

/** The last millisecond of the last minute that does not change any more. Epoch milliseconds, as `now`. */
export function settledUntil(now: number): number {
  return minuteOf(now - LATE_MS) - 1;
}

/**
 * What a live channel sends: the series of the answer, so the largest n of now stay those n. Workers, and what has no name, cannot be
 * asked for one by one, so their largest n are not followed.
 * @param names of the series of the answer
 */
export function followedRuns(query: QueryOf<'runs'>, names: readonly string[]): QueryOf<'runs'> | undefined {
  const { live, by, top } = query;
  if (!live) return undefined;
  if (top === 0 || by === 'total') return { ...query, top: 0 };
  if (names.length === 0 || names.includes('')) return undefined;
  if (by === 'queue') return { ...query, queues: names, top: 0 };
  return by === 'task' ? { ...query, tasks: names, exclude: [], top: 0 } : undefined;
}

/** Calls back when a further minute does not change any more. @returns ends that */
export function onSettledMinute(settled: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const now = Date.now();
    const next = minuteOf(now - LATE_MS) + MINUTE_MS + LATE_MS;
    timer = setTimeout(fire, next - now + EARLY_MS);
  };
  const fire = () => {
    wait();
    settled();
  };
  wait();
  return () => clearTimeout(timer);
}

/** A minute that does not change any more, as one row; without fields while nothing is known. @param to its last millisecond */
export function* minuteFrame(monitor: Monitor, query: QueryOf<'runs'>, selector: RunSelector, to: number): Work<Frame> {
  const { runs } = monitor;
  const { by, measures, statistic } = query;
  if (!runs || by === 'exception') return { fields: [] };
  const { tasks, queues } = yield* selector.select(monitor, runs);
  const asked = { to, by, tasks, queues, statistic };
  // Grafana forgets the points of a series that is not in a packet, so each that did something within the day is in all.
  const day = yield* runs.read({ ...asked, from: to - DAY_MS, measures: ['started', ...measures.filter(isCount)] });
  pointsFor({ by: 'queue', queues: day.series.length, steps: 1, measures: measures.length, top: 0 });
  const minute = yield* runs.read({ ...asked, from: to, stepMs: MINUTE_MS, measures });
  const active = new Map(minute.series.map((series) => [series.name, series]));
  const quality = QUALITIES[minute.qualities[0] ?? 0] ?? 'unknown';
  const idle = idleIn(measures, minute.listened[0] ?? 0);
  const series = day.series
    .filter(isWorthTelling)
    .map(({ name }) => active.get(name) ?? { name, values: idle, quality, queueTimeQuality: quality });
  const notices = failingNotice(monitor);
  return seriesFrame({ ...query, by, live: true }, { ...minute, series }, monitor.settings.environment, notices);
}

const isCount = (measure: RunMeasure): boolean => RUN_MEASURE_INFO[measure].kind === 'count';

/** Of what did nothing. @param listened seconds */
function idleIn(measures: readonly RunMeasure[], listened: number): ReadonlyMap<RunMeasure, Float64Array> {
  const isZero = (measure: RunMeasure) => listened > 0 && (isCount(measure) || RUN_MEASURE_INFO[measure].kind === 'slots');
  return new Map(measures.map((measure) => [measure, Float64Array.of(isZero(measure) ? 0 : Number.NaN)]));
}
