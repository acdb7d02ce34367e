import { TASK_EVENT_KINDS, type TaskEventKind } from '../../ports/task-feed';
import type { ByteReader, ByteWriter } from './bytes';
import { Sketch } from './sketch';

const KINDS = TASK_EVENT_KINDS.length;
const PLACE = Object.fromEntries(TASK_EVENT_KINDS.map((kind, i) => [kind, i])) as Readonly<Record<TaskEventKind, number>>;

/** Counts that stand for more than was heard are no whole numbers; this is how fine they are kept. */
const PART = 1 / 16;

/** What a byte in front of a cell says. */
const FLAGS = { parts: 1, guessedQueue: 2, sinceReceived: 4, busy: 8, runtime: 16, queueTime: 32 } as const;

/** What happened to the tasks of one key in some time. */
export class Cell {
  /** By kind, in their order; tasks. */
  readonly counts = new Float64Array(KINDS);
  /** Seconds that slots of workers were taken. */
  busy = 0;
  runtime: Sketch | undefined;
  queueTime: Sketch | undefined;
  /** Whether some of them may have been in another queue. */
  guessedQueue = false;
  /** Whether some queue times are measured from when the task was received, so that they were longer. */
  sinceReceived = false;

  count(kind: TaskEventKind, weight: number): void {
    this.counts[PLACE[kind]]! += weight;
  }

  countOf(kind: TaskEventKind): number {
    return this.counts[PLACE[kind]]!;
  }

  /** Forgets all; the room stays. */
  clear(): void {
    this.counts.fill(0);
    this.busy = 0;
    this.runtime?.clear();
    this.queueTime?.clear();
    this.guessedQueue = this.sinceReceived = false;
  }

  write(to: ByteWriter): void {
    const { counts, busy, runtime, queueTime } = this;
    const unit = counts.every(Number.isInteger) ? 1 : PART;
    let present = 0;
    for (let k = 0; k < KINDS; k++) if (counts[k]! > 0) present |= 1 << k;
    to.varint(
      (unit === 1 ? 0 : FLAGS.parts) |
        (this.guessedQueue ? FLAGS.guessedQueue : 0) |
        (this.sinceReceived ? FLAGS.sinceReceived : 0) |
        (busy > 0 ? FLAGS.busy : 0) |
        (runtime ? FLAGS.runtime : 0) |
        (queueTime ? FLAGS.queueTime : 0),
    );
    to.varint(present);
    for (let k = 0; k < KINDS; k++) if (counts[k]! > 0) to.varint(Math.round(counts[k]! / unit));
    if (busy > 0) to.float(busy);
    runtime?.write(to, unit);
    queueTime?.write(to, unit);
  }

  /** Adds what `write` wrote. @param durations whether these are wanted; else what is left of the bytes must be skipped */
  read(from: ByteReader, durations = true): void {
    const flags = from.varint();
    const present = from.varint();
    const unit = flags & FLAGS.parts ? PART : 1;
    if (flags & FLAGS.guessedQueue) this.guessedQueue = true;
    if (flags & FLAGS.sinceReceived) this.sinceReceived = true;
    for (let k = 0; k < KINDS; k++) if (present & (1 << k)) this.counts[k]! += from.varint() * unit;
    if (flags & FLAGS.busy) this.busy += from.float();
    if (!durations) return;
    if (flags & FLAGS.runtime) {
      this.runtime ??= new Sketch();
      this.runtime.read(from, unit);
    }
    if (flags & FLAGS.queueTime) {
      this.queueTime ??= new Sketch();
      this.queueTime.read(from, unit);
    }
  }
}
