import { MEASURES, type Measure } from '../../../src/contract/measures';
import { TASK_MEASURES } from '../../../src/contract/task-measures';
import type { Subject, TaskSubject } from '../../queues/ports/metric-store';

/** In front of what tasks did: no measure of a queue begins so. */
const TASK = 'task:';

/** A measure of a queue as one word, by which buckets are kept and asked for. No measure has a space in its name. */
export function seriesOf(measure: Measure, queue: string): string {
  return `${measure} ${queue}`;
}

/** The same of a task; null, for all of them, is told by the measure. */
export function taskSeriesOf(measure: TaskSubject['measure'], task: string | null): string {
  return `${TASK}${measure} ${task ?? ''}`;
}

/** The other way round. */
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
