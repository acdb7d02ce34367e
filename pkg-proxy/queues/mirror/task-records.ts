import type { TaskMeasure } from '../../../src/contract/task-measures';
import type { TaskMinuteRecord } from '../ports/metric-store';
import type { TaskMinute, TaskRuns } from '../task-minute';
import { OTHER } from './other';
import { TaskRoster } from './task-roster';

/** Distinct durations of one record: what a datum of CloudWatch holds (API reference of PutMetricData). */
const MOST_VALUES = 150;

/** What is kept of tasks: folds their minutes by the tasks that have a place. */
export class TaskRecords {
  readonly roster: TaskRoster;

  constructor(
    private readonly measures: readonly TaskMeasure[],
    places: number,
  ) {
    this.roster = new TaskRoster(places);
  }

  /**
   * The records of a minute. A task with a place that did nothing has counts of 0 and no runtime; in a minute in which nobody listened
   * there is no record at all. The roster must have seen the minute.
   */
  of(minute: TaskMinute): TaskMinuteRecord[] {
    const { roster } = this;
    const runs = minute.grouped((task) => (roster.has(task) ? task : OTHER));
    const hasRest = roster.known > roster.size || minute.ended.has('') || minute.ended.has(OTHER);
    const tasks = [...roster.names, ...(hasRest ? [OTHER] : [])];
    const { at, listenedMs } = minute;
    return [
      { at, queue: null, task: null, measure: 'listened', values: [listenedMs / 1000], counts: [1] },
      ...tasks.flatMap((task) => this.measures.flatMap((measure) => recordOf(at, task, measure, runs.get(task)))),
    ];
  }
}

function recordOf(at: number, task: string, measure: TaskMeasure, runs: TaskRuns | undefined): TaskMinuteRecord[] {
  const subject = { at, queue: null, task, measure };
  if (measure !== 'runtime') return [{ ...subject, values: [runs?.countOf(measure) ?? 0], counts: [1] }];
  return runs?.runtime && runs.runtime.count > 0 ? [{ ...subject, ...runs.runtime.spread(MOST_VALUES) }] : [];
}
