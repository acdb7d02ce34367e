import { TASK_EVENT_KINDS, type TaskEvent, type TaskEventKind } from '../ports/task-feed';

/** Upper bounds of the buckets for runtimes, seconds: those of celery-exporter, which are the defaults of prometheus_client. */
export const RUNTIME_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;

/** Pairs of a task and a queue. */
const MOST_PAIRS = 1000;
const MOST_EXCEPTIONS = 20;
const OTHER = 'Other';

/** What a task did in a queue since this program started. No number ever falls. */
export interface TaskTotals {
  /** Its name, and the name of the queue; empty where one is not known. */
  readonly task: string;
  readonly queue: string;
  readonly counts: Readonly<Record<TaskEventKind, number>>;
  /** How many runs failed by type of exception. */
  readonly failed: ReadonlyMap<string, number>;
  /** Runs by upper bound, not cumulated; the last are those above all bounds. */
  readonly buckets: readonly number[];
  /** Of the runs that succeeded; seconds. */
  readonly runtimeSum: number;
}

class Totals implements TaskTotals {
  constructor(
    readonly task: string,
    readonly queue: string,
  ) {}
  readonly counts = Object.fromEntries(TASK_EVENT_KINDS.map((kind) => [kind, 0])) as Record<TaskEventKind, number>;
  readonly failed = new Map<string, number>();
  readonly buckets = new Array<number>(RUNTIME_BUCKETS.length + 1).fill(0);
  runtimeSum = 0;
}

/** Counters by task and queue, for `/metrics`. The pairs that came first have their own; the rest are one. */
export class RunTotals {
  readonly #pairs: Totals[] = [];
  readonly #byQueue = new Map<string, Map<string, Totals>>();

  get all(): readonly TaskTotals[] {
    return this.#pairs;
  }

  /** @param weight how many events it stands for */
  count(task: string, queue: string, event: TaskEvent, weight: number): void {
    const totals = this.#of(task, queue);
    totals.counts[event.kind] += weight;
    if (event.kind === 'failed') {
      const { failed } = totals;
      const named = event.exception ?? '';
      const type = failed.has(named) || failed.size < MOST_EXCEPTIONS ? named : OTHER;
      failed.set(type, (failed.get(type) ?? 0) + weight);
    }
    if (event.kind !== 'succeeded' || event.runtime === undefined) return;
    const { runtime } = event;
    const bucket = RUNTIME_BUCKETS.findIndex((bound) => runtime <= bound);
    totals.buckets[bucket === -1 ? RUNTIME_BUCKETS.length : bucket]! += weight;
    totals.runtimeSum += runtime * weight;
  }

  #of(task: string, queue: string): Totals {
    const known = this.#byQueue.get(queue)?.get(task);
    if (known) return known;
    const isFull = this.#pairs.length >= MOST_PAIRS;
    if (isFull && !(task === OTHER && queue === OTHER)) return this.#of(OTHER, OTHER);
    const totals = new Totals(task, queue);
    this.#pairs.push(totals);
    const tasks = this.#byQueue.get(queue) ?? new Map<string, Totals>();
    this.#byQueue.set(queue, tasks.set(task, totals));
    return totals;
  }
}
