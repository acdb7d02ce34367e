import type { Peek, QueuedTask } from '../ports/peek';

/** Tasks of one name and format in one priority list of a queue. */
export interface TaskGroup {
  readonly queue: string;
  /** Priority step. */
  readonly step: number;
  /** undefined if the messages have no task name, or if none of the list was read. */
  readonly task: string | undefined;
  readonly format: string;
  /** Tasks, extrapolated from the sample to the whole list. */
  readonly count: number;
  /** Share of all waiting tasks in the queue, 0 to 1. */
  readonly share: number;
  /** The highest number of retries among them. */
  readonly retries: number;
  /** How many have an ETA in the future; extrapolated like `count`. */
  readonly scheduled: number;
  /** Age of the oldest sampled task in seconds, since it was sent or, with an ETA, since it was due; NaN if unknown. */
  readonly oldest: number;
  /** Mean size of a message, bytes. */
  readonly bytes: number;
  /** `exact` when all of the list was read, `unknown` when none of it was. */
  readonly quality: 'exact' | 'estimate' | 'unknown';
  /** Tasks of the list that were read, and its length. */
  readonly sampled: number;
  readonly length: number;
  /** Python's repr of the arguments of one task, not yet masked. */
  readonly args: string | undefined;
  readonly kwargs: string | undefined;
}

/** The format shown for a list of which nothing could be read within the limits. */
export const NOT_READ = 'too large to read';

/** The content of a queue by task, largest group first. */
export function mixOf({ queue, at, waiting, tasks, steps }: Peek): TaskGroup[] {
  const groups: TaskGroup[] = [];
  for (const { step, length, sampled } of steps) {
    const list = { queue, step, sampled, length };
    if (sampled === 0) groups.push({ ...list, ...UNREAD, count: length, share: length / waiting });
    const times = length / sampled;
    for (const [first, ...more] of grouped(tasks.filter((task) => task.step === step))) {
      const all = [first, ...more];
      const count = all.length * times;
      groups.push({
        ...list,
        task: first.task,
        format: first.format,
        count: Math.round(count),
        share: count / waiting,
        retries: Math.max(...all.map(({ retries }) => retries)),
        scheduled: Math.round(all.filter(({ eta }) => (eta ?? 0) > at).length * times),
        oldest: oldestOf(all, at),
        bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) / all.length,
        quality: sampled === length ? 'exact' : 'estimate',
        args: first.args,
        kwargs: first.kwargs,
      });
    }
  }
  return groups.sort((a, b) => b.count - a.count);
}

const UNREAD = {
  task: undefined,
  format: NOT_READ,
  retries: Number.NaN,
  scheduled: Number.NaN,
  oldest: Number.NaN,
  bytes: Number.NaN,
  quality: 'unknown',
  args: undefined,
  kwargs: undefined,
} as const;

function grouped(tasks: readonly QueuedTask[]): Iterable<[QueuedTask, ...QueuedTask[]]> {
  const groups = new Map<string, [QueuedTask, ...QueuedTask[]]>();
  for (const task of tasks) {
    const key = JSON.stringify([task.task, task.format]);
    const group = groups.get(key);
    if (group) group.push(task);
    else groups.set(key, [task]);
  }
  return groups.values();
}

/** A task with an ETA waits from its ETA on. Before that it does not wait yet. */
function oldestOf(tasks: readonly QueuedTask[], at: number): number {
  const since = tasks.flatMap(({ sentAt, eta }) => {
    if (eta !== undefined) return eta > at ? [] : [Math.max(eta, sentAt?.at ?? 0)];
    return sentAt ? [sentAt.at] : [];
  });
  return since.length === 0 ? Number.NaN : Math.max(0, at - Math.min(...since)) / 1000;
}
