import type { TaskEvent } from '../../ports/task-feed';
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

/**
 * What is known of one task from its events. Moments are of this process (see `clock.ts`). There are many: a number with a fraction takes 16 bytes
 * more than a small whole one or `undefined`.
 */
export class Task {
  name: string | undefined;
  /** The queue that `task-sent` named. */
  queue: string | undefined;
  /** The queue that others guessed. */
  guessed: QueueOfRun | undefined;
  /** When its next run was sent or received, a moment. */
  readyAt: number | undefined;
  /** Whether `readyAt` is when it was sent. */
  sent = false;
  /** Of its next run, epoch milliseconds by the clock of whoever wrote it. */
  eta: number | undefined;
  /** The worker of the run under way, or of the last; empty before the first. */
  worker = '';
  /** When that run started, a moment. */
  startedAt: number | undefined;
  /** Outcomes of that run that were counted, a bit each. */
  outcomes = 0;
  /** Seconds of that run that were added to what is busy, and up to which moment. */
  busy = 0;
  busyUntil: number | undefined;
  /** Marks of the last event of each sort, to know one that comes twice; 0 before the first. */
  markOfSent = 0;
  markOfReceived = 0;
  markOfStarted = 0;
  markOfOutcome = 0;
  held: Heard[] | undefined;
  /** A moment. */
  heldUntil: number | undefined;

  /** Whether it had an outcome that is no retry, and its neighbours among those that have, or have not (see `OpenTasks`). */
  ended = false;
  before: Task | undefined;
  after: Task | undefined;

  constructor(readonly uuid: string) {}
}
