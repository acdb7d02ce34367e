import { MEASURES, type Measure } from '../../../src/contract/measures';
import { TASK_MEASURES } from '../../../src/contract/task-measures';
import type { Subject, TaskSubject } from '../../queues/ports/metric-store';

/** Prefix of task series. No measure of a queue begins with it. */
const TASK = 'task:';

/** A measure of a queue as one key, for the cache and for requests. No measure has a space in its name. */
export function seriesOf(measure: Measure, queue: string): string {
  return `${measure} ${queue}`;
}

/** The same for a task. `null` means all tasks; then the measure says so. */
export function taskSeriesOf(measure: TaskSubject['measure'], task: string | null): string {
  return `${TASK}${measure} ${task ?? ''}`;
}

/** Reads a key back. */
export function readSeries(series: string): Subject {
  const at = series.indexOf(' ');
  const name = series.slice(at + 1);
  if (series.startsWith(TASK)) {
    const measure = TASK_MEASURES.find((m) => m === series.slice(TASK.length, at));
    return measure ? { queue: null, task: name, measure } : { queue: null, task: null, measure: 'listened' };
  }
  const measure = MEASURES.find((m) => m === series.slice(0, at)) ?? 'waiting';
  return { measure, queue: name };
}
