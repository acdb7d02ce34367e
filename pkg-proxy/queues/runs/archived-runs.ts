import { QUALITIES, type Quality } from '../../../src/contract/measures';
import { RUN_MEASURE_INFO, type RunMeasure } from '../../../src/contract/run-measures';
import { TASK_MEASURES, type TaskMeasure } from '../../../src/contract/task-measures';
import { MINUTE_MS } from '../minute';
import { worstQuality } from '../values';
import type { RunsRange, RunsSeries } from './read-runs';

/** What an archive has of tasks, as it is stored; every array is as long as the times. */
export interface ArchivedRuns {
  /** Starts of the steps, epoch milliseconds, without gaps between them. */
  readonly times: Float64Array;
  /** Milliseconds. */
  readonly stepMs: number;
  /** Seconds in which somebody listened, more than a step has where minutes were stored twice; NaN where nothing is stored. */
  readonly listened: Float64Array;
  /** By name: counts, and seconds for `runtime`. A measure that is not there was not stored. */
  readonly tasks: ReadonlyMap<string, ReadonlyMap<TaskMeasure, Float64Array>>;
  /** Steps in which tasks without names of their own did something; NaN where none is stored. */
  readonly rest: Float64Array | undefined;
}

/** Clocks that differ, and seconds between a connection and the first event. Of a minute. */
const NEARLY_S = 2;

/**
 * Joins what an archive has with what memory has. Of each step that one has it who listened longer, so that restarts leave no gap
 * and nothing counts twice. Both must have the same step. @param measures of the answer
 */
export function withArchivedRuns(archived: ArchivedRuns, live: RunsRange, measures: readonly RunMeasure[]): RunsRange {
  const { stepMs, times } = live;
  const first = archived.times[0];
  if (first === undefined || archived.stepMs !== stepMs) return live;
  const places = Array.from(times, (at) => (at - first) / stepMs);
  const heard = places.map((place) => Math.min(archived.listened[place] || 0, stepMs / 1000));
  const nearly = (NEARLY_S * stepMs) / MINUTE_MS;
  const isArchived = heard.map((seconds, i) => seconds > live.listened[i]! + nearly);
  if (!isArchived.includes(true)) return live;

  const listened = live.listened.map((seconds, i) => (isArchived[i] ? heard[i]! : seconds));
  const qualities = live.qualities.map((quality, i) =>
    isArchived[i] ? QUALITIES.indexOf(heard[i]! >= stepMs / 1000 - nearly ? 'estimate' : 'atLeast') : quality,
  );
  const known = live.series.map(({ name }) => name);
  const ofSteps = Array.from(qualities, (i): Quality => QUALITIES[i] ?? 'unknown');
  const quality = worstQuality(ofSteps.map((each) => (each === 'unknown' ? 'atLeast' : each)));
  const series = [...new Set([...known, ...archived.tasks.keys()])].map((name): RunsSeries => {
    const before = live.series.find((each) => each.name === name);
    const read = valuesIn(archived, name);
    const values = measures.map((measure) => {
      const own = before?.values.get(measure) ?? Float64Array.from(live.listened, (seconds) => nothing(measure, seconds));
      return [measure, own.map((value, i) => (isArchived[i] ? read(measure, places[i]!) : value))] as const;
    });
    return { name, values: new Map(values), quality, queueTimeQuality: quality };
  });
  const since = times[isArchived.indexOf(true)];
  const keptSince = Math.min(since ?? Number.POSITIVE_INFINITY, live.keptSince ?? Number.POSITIVE_INFINITY);
  return { times, stepMs, listened, qualities, series, keptSince };
}

/** What a series has in a step in which it is not: 0 where somebody listened, and no time at all. */
function nothing(measure: RunMeasure, listened: number): number {
  return listened > 0 && RUN_MEASURE_INFO[measure].kind === 'count' ? 0 : Number.NaN;
}

/** Reads a task at a place; counts of minutes that were stored twice are set right. */
function valuesIn({ stepMs, listened, tasks, rest }: ArchivedRuns, name: string): (measure: RunMeasure, place: number) => number {
  const stored = tasks.get(name);
  const countAt = (measure: TaskMeasure, place: number): number => {
    const values = stored?.get(measure);
    if (!values) return Number.NaN;
    const count = values[place] ?? Number.NaN;
    // Without a place of its own it may be in the rest.
    if (Number.isNaN(count)) return rest && !Number.isNaN(rest[place] ?? Number.NaN) ? Number.NaN : 0;
    return count * Math.min(1, stepMs / 1000 / (listened[place] ?? Number.NaN));
  };
  return (measure, place) => {
    if (measure === 'failureRatio') {
      const failed = countAt('failed', place);
      return failed / (failed + countAt('succeeded', place));
    }
    const kept = TASK_MEASURES.find((each) => each === measure);
    if (kept === undefined) return Number.NaN;
    return kept === 'runtime' ? (stored?.get('runtime')?.[place] ?? Number.NaN) : countAt(kept, place);
  };
}
