import type { TaskEventKind } from './ports/task-feed';

/** Durations as values and how many there are of each, both as long as each other, ascending. Seconds. */
export interface Spread {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/** What happened to some tasks. */
export interface TaskRuns {
  countOf(kind: TaskEventKind): number;
  /** How long those took that succeeded; undefined or without a count when none did. */
  readonly runtime: { readonly count: number; spread(most: number): Spread } | undefined;
}

/** What all tasks did in a minute in which somebody listened. */
export interface TaskMinute {
  /** Its start, epoch milliseconds. */
  readonly at: number;
  /** Milliseconds of it in which somebody listened. */
  readonly listenedMs: number;
  /** Runs that succeeded, failed or were retried, by name of the task; empty where that is not known. Those without are not in it. */
  readonly ended: ReadonlyMap<string, number>;
  /** What the tasks did, those together that `group` gives the same name. */
  grouped(group: (task: string) => string): ReadonlyMap<string, TaskRuns>;
}

/** Where minutes of tasks come from. */
export interface TaskMinutes {
  /**
   * The minutes that are over and were not taken yet, oldest first: each is handed out once, whoever takes it.
   * @param open those too that are not over; what comes in them later is then left out
   */
  take(open: boolean): readonly TaskMinute[];
}
