import { QUALITIES, type Quality } from '../../../src/contract/measures';
import type { DurationStatistic, RunGroup } from '../../../src/contract/queries/runs';
import type { RunMeasure } from '../../../src/contract/run-measures';
import type { Work } from '../../lifetime/work';
import { MINUTE_MS, minuteOf } from '../minute';
import { worstQuality } from '../values';
import { Cell } from './minutes/cell';
import { UNKNOWN } from './minutes/names';
import type { RunsHistory } from './minutes/runs-history';
import { type RunsMinute, visitCells } from './minutes/runs-minute';

type Matcher = (name: string) => boolean;

export interface RunsRequest {
  /** Epoch milliseconds, both inclusive; widened to whole minutes. */
  readonly from: number;
  readonly to: number;
  /** Wished distance of points, milliseconds, rounded up to whole minutes; without it there is one point for all. */
  readonly stepMs?: number | undefined;
  readonly by: RunGroup;
  /** A name that is not known is empty. */
  readonly tasks: Matcher;
  readonly queues: Matcher;
  readonly measures: readonly RunMeasure[];
  /** Of `runtime` and `queueTime`. */
  readonly statistic: DurationStatistic;
}

export interface RunsSeries {
  /** Of the task, queue or worker; empty for those whose name is not known. `total` for all. */
  readonly name: string;
  /** One array a measure, as long as the times: numbers of tasks, seconds, slots, 0 to 1. NaN where nothing is known. */
  readonly values: ReadonlyMap<RunMeasure, Float64Array>;
  /** Of all points together; of `queueTime` apart, for its start may not be known as well as the rest. */
  readonly quality: Quality;
  readonly queueTimeQuality: Quality;
}

export interface RunsRange {
  /** Starts of the steps, epoch milliseconds. */
  readonly times: Float64Array;
  /** Milliseconds of a step. */
  readonly stepMs: number;
  /** Seconds of each step in which somebody listened: what counts are to be divided by for tasks a second. */
  readonly listened: Float64Array;
  /** Of each step, what its values are at the best; indexes into `QUALITIES`. */
  readonly qualities: Uint8Array;
  readonly series: readonly RunsSeries[];
  /** The first minute that is kept, epoch milliseconds; undefined when none is. */
  readonly keptSince: number | undefined;
}

/** The quality of a step in which nobody listened. */
const NOBODY = QUALITIES.indexOf('unknown');
/** The clock of the minutes and that of the listening need not agree to the millisecond. */
const NEARLY_MS = 2000;

/** Reads a range of minutes, each in a part of the work. @param now epoch milliseconds */
export function* readRuns(history: RunsHistory, request: RunsRequest, now = Date.now()): Work<RunsRange> {
  const { by, tasks, queues, measures, statistic } = request;
  const minutes = history.minutes(request.from, request.to);
  const names = history.names();
  const { keptSince } = history;
  const steps = stepsOf(request, minutes, now);
  const wantsDurations = measures.includes('runtime') || measures.includes('queueTime');
  const isTask = remembered(names.tasks, tasks);
  const isQueue = remembered(names.queues, queues);
  const groups = new Map<number, Group>();
  let leftOut = false;
  let step = -1;
  const flush = () => {
    if (step >= 0) for (const group of groups.values()) group.flush(step, steps.listened[step]!, statistic);
  };
  for (const minute of minutes) {
    const next = steps.indexOf(minute.at);
    if (next !== step) flush();
    step = next;
    visitCells(minute, (task, queue, worker, reader) => {
      if (!isTask(task)) return;
      if (!isQueue(queue)) {
        if (queue === UNKNOWN) leftOut = true;
        return;
      }
      const id = by === 'task' ? task : by === 'queue' ? queue : by === 'worker' ? worker : 0;
      let group = groups.get(id);
      if (!group) {
        group = new Group(measures, steps.qualities);
        groups.set(id, group);
      }
      group.cell.read(reader, wantsDurations);
    });
    yield;
  }
  flush();
  const ofSteps = worstQuality(Array.from(steps.qualities, (i) => QUALITIES[i] ?? 'unknown').filter((quality) => quality !== 'unknown'));
  const isWhole = steps.qualities.every((i) => QUALITIES[i] !== 'unknown');
  // Runs whose queue is not known may belong to the queues that were asked for.
  const shared: Quality[] = [ofSteps, ...(leftOut || !isWhole ? (['atLeast'] as const) : [])];
  const listed = by === 'task' ? names.tasks : by === 'queue' ? names.queues : names.workers;
  const byQueue = by === 'queue' || leftOut;
  const series = Array.from(groups, ([id, group]): RunsSeries => {
    const quality = worstQuality([...shared, ...(byQueue && group.guessedQueue ? (['estimate'] as const) : [])]);
    const queueTimeQuality = worstQuality([quality, ...(group.sinceReceived ? (['atLeast'] as const) : [])]);
    return { name: by === 'total' ? 'total' : (listed[id] ?? ''), values: group.values, quality, queueTimeQuality };
  });
  const { times, stepMs, listened, qualities } = steps;
  return { times, stepMs, listened, qualities, series, keptSince };
}

interface Steps {
  readonly times: Float64Array;
  readonly stepMs: number;
  readonly listened: Float64Array;
  readonly qualities: Uint8Array;
  readonly indexOf: (at: number) => number;
}

function stepsOf({ from, to, stepMs: wished }: RunsRequest, minutes: readonly RunsMinute[], now: number): Steps {
  const span = Math.max(MINUTE_MS, minuteOf(to) + MINUTE_MS - minuteOf(from));
  const stepMs = wished === undefined ? span : Math.max(1, Math.ceil(wished / MINUTE_MS)) * MINUTE_MS;
  const start = wished === undefined ? minuteOf(from) : Math.floor(from / stepMs) * stepMs;
  const length = wished === undefined ? 1 : Math.floor((Math.max(from, to) - start) / stepMs) + 1;
  const indexOf = (at: number) => Math.max(0, Math.floor((at - start) / stepMs));
  const listened = new Float64Array(length);
  const found: Quality[][] = Array.from({ length }, () => []);
  const whole = new Float64Array(length);
  for (const minute of minutes) {
    const i = indexOf(minute.at);
    listened[i]! += minute.listenedMs / 1000;
    whole[i]! += MINUTE_MS;
    found[i]?.push(qualityOf(minute, now));
  }
  const times = Float64Array.from({ length }, (_, i) => start + i * stepMs);
  const qualities = Uint8Array.from(found, (qualities, i) => {
    if (qualities.length === 0) return NOBODY;
    const due = Math.min(times[i]! + stepMs, now, minuteOf(to) + MINUTE_MS) - Math.max(times[i]!, minuteOf(from));
    if (whole[i]! < due) qualities.push('atLeast');
    return QUALITIES.indexOf(worstQuality(qualities));
  });
  return { times, stepMs, listened, qualities, indexOf };
}

function qualityOf({ at, listenedMs, lacking, sampled }: RunsMinute, now: number): Quality {
  if (lacking || listenedMs < Math.min(MINUTE_MS, now - at) - NEARLY_MS) return 'atLeast';
  return sampled ? 'estimate' : 'exact';
}

/** Asks the matcher once a name. */
function remembered(names: readonly string[], matches: Matcher): (id: number) => boolean {
  const known = new Int8Array(names.length);
  return (id) => {
    if (known[id] === 0) known[id] = matches(names[id] ?? '') ? 1 : -1;
    return known[id] === 1;
  };
}

/** One task, queue or worker while it is read: what a step holds is added up, then written. */
class Group {
  readonly cell = new Cell();
  guessedQueue = false;
  sinceReceived = false;
  readonly values: ReadonlyMap<RunMeasure, Float64Array>;

  constructor(measures: readonly RunMeasure[], qualities: Uint8Array) {
    const steps = Float64Array.from(qualities);
    // A step in which it did nothing is 0 where somebody listened; of nothing there is no ratio and no time.
    const nothing = (measure: RunMeasure) =>
      measure === 'failureRatio' || measure === 'runtime' || measure === 'queueTime' ? Number.NaN : 0;
    this.values = new Map(measures.map((measure) => [measure, steps.map((i) => (i === NOBODY ? Number.NaN : nothing(measure)))]));
  }

  flush(step: number, seconds: number, statistic: DurationStatistic): void {
    const { cell } = this;
    for (const [measure, values] of this.values) values[step] = valueIn(cell, measure, seconds, statistic);
    if (cell.guessedQueue) this.guessedQueue = true;
    if (cell.sinceReceived) this.sinceReceived = true;
    cell.clear();
  }
}

function valueIn(cell: Cell, measure: RunMeasure, seconds: number, statistic: DurationStatistic): number {
  if (measure === 'busy') return seconds > 0 ? cell.busy / seconds : 0;
  if (measure === 'runtime' || measure === 'queueTime') return cell[measure]?.statistic(statistic) ?? Number.NaN;
  if (measure !== 'failureRatio') return cell.countOf(measure);
  const failed = cell.countOf('failed');
  return failed / (failed + cell.countOf('succeeded'));
}
