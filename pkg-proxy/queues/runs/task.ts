import type { TaskEvent, TaskEventKind } from '../ports/task-feed';
import type { QueueOfRun } from './hints';

/** An event that waits for the name or the queue of its task. */
export interface Heard {
  readonly event: TaskEvent;
  /** The minute in which it was heard, epoch milliseconds. */
  readonly minute: number;
  /** The moment at which it was, by our own clock. */
  readonly moment: number;
  readonly weight: number;
}

interface Told {
  sent: number;
  received: number;
  started: number;
  outcome: number;
  outcomeKind: TaskEventKind | undefined;
}

/** What is known of one task from its events. Moments are of this process (see `clock.ts`). */
export class Task {
  name: string | undefined;
  /** The queue that `task-sent` named. */
  queue: string | undefined;
  /** The queue that others guessed. */
  guessed: QueueOfRun | undefined;
  /** When its next run was sent or received, a moment; NaN when that is not known. */
  readyAt = Number.NaN;
  /** Whether `readyAt` is when it was sent. */
  sent = false;
  /** Of its next run, epoch milliseconds by the clock of whoever wrote it. */
  eta: number | undefined;
  /** The worker of the run under way, or of the last; empty before the first. */
  worker = '';
  /** When that run started; NaN when that is not known. */
  startedAt = Number.NaN;
  /** Outcomes of that run that were counted, a bit each. */
  outcomes = 0;
  /** Seconds of that run that were added to what is busy, and up to which moment. */
  busy = 0;
  busyUntil = Number.NaN;
  /** The time of the last event of each sort, as it was told, to know one that comes twice. */
  readonly told: Told = { sent: Number.NaN, received: Number.NaN, started: Number.NaN, outcome: Number.NaN, outcomeKind: undefined };
  held: Heard[] | undefined;
  /** A moment. */
  heldUntil = Number.NaN;

  constructor(readonly uuid: string) {}
}
