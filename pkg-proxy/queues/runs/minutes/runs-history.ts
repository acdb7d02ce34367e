import { MINUTE_MS, minuteOf } from '../../minute';
import type { TaskEvent } from '../../ports/task-feed';
import type { Key } from '../joining/join';
import type { Cell } from './cell';
import { Names } from './names';
import { OpenMinute } from './open-minute';
import { bytesOf, type RunsMinute } from './runs-minute';
import { Sketch } from './sketch';

const KEEP_MS = 24 * 3600_000;
const BUDGET_BYTES = 64 * 2 ** 20;
/** A minute is closed so long after its end: events that waited for a name still come. Milliseconds. */
const LATE_MS = 5000;
const MOST = { tasks: 1000, queues: 5000, workers: 5000, exceptions: 2000 } as const;
/** What is packed of a minute that still changes does for so long, however many look. Milliseconds. */
const PACKED_MS = 1000;

/** The names that the numbers in the minutes stand for, by number. */
export interface NameLists {
  readonly tasks: readonly string[];
  readonly queues: readonly string[];
  readonly workers: readonly string[];
  readonly exceptions: readonly string[];
}

/** What tasks did, minute by minute for a day, in bounded memory. Times are epoch milliseconds. */
export class RunsHistory {
  #closed: RunsMinute[] = [];
  #bytes = 0;
  readonly #open = new Map<number, OpenMinute>();
  #packed: { readonly at: number; readonly minutes: readonly RunsMinute[] } | undefined;
  readonly #tasks = new Names(MOST.tasks, 'Other');
  // Of these an empty name does for those that have no room: it is not known which they are.
  readonly #queues = new Names(MOST.queues, '');
  readonly #workers = new Names(MOST.workers, '');
  readonly #exceptions = new Names(MOST.exceptions, 'Other');

  constructor(private readonly budget = BUDGET_BYTES) {}

  /** Bytes of the closed minutes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Start of the first minute that is kept; undefined before the first. */
  get keptSince(): number | undefined {
    return this.#closed[0]?.at ?? this.#open.keys().next().value;
  }

  count({ event, weight, key, minute }: { event: TaskEvent; weight: number; key: Key; minute: number }): void {
    const cell = this.#cell(key, minute);
    cell.count(event.kind, weight);
    if (weight !== 1) this.minute(minute).sampled = true;
    if (event.kind === 'succeeded' && event.runtime !== undefined) {
      cell.runtime ??= new Sketch();
      cell.runtime.add(event.runtime, weight);
    }
    if (event.exception === undefined || (event.kind !== 'failed' && event.kind !== 'retried')) return;
    const kept = this.keptSince ?? minute;
    this.minute(minute).raised(
      this.#tasks.id(key.task, minute, kept),
      this.#exceptions.id(event.exception, minute, kept),
      event.kind,
      weight,
    );
  }

  queueTime(key: Key, minute: number, seconds: number, sinceReceived: boolean, weight: number): void {
    const cell = this.#cell(key, minute);
    cell.queueTime ??= new Sketch();
    cell.queueTime.add(seconds, weight);
    if (sinceReceived) cell.sinceReceived = true;
  }

  busy(key: Key, minute: number, seconds: number): void {
    this.#cell(key, minute).busy += seconds;
  }

  /** A minute that is still open; one that is closed, by a clock that was set, is the first that is open. */
  minute(at: number): OpenMinute {
    let minute = this.#open.get(at);
    if (minute) return minute;
    const last = this.#closed.at(-1);
    if (last && at <= last.at) {
      for (const open of this.#open.values()) return open;
      return this.minute(last.at + MINUTE_MS);
    }
    minute = new OpenMinute(at);
    this.#open.set(at, minute);
    return minute;
  }

  /** Closes what is over, and forgets what is too old or too much. */
  closeBefore(now: number): void {
    for (const [at, minute] of this.#open) {
      if (now < at + MINUTE_MS + LATE_MS) continue;
      this.#open.delete(at);
      if (minute.listenedMs === 0) continue; // nobody can say anything of it
      const packed = minute.pack();
      this.#closed.push(packed);
      this.#bytes += bytesOf(packed);
      this.#packed = undefined;
    }
    let gone = 0;
    for (const minute of this.#closed) {
      if (minute.at > now - KEEP_MS && this.#bytes <= this.budget) break;
      this.#bytes -= bytesOf(minute);
      gone++;
    }
    if (gone > 0) this.#closed = this.#closed.slice(gone);
  }

  /** The clock was set back to here: what comes after has not been yet. */
  dropFrom(now: number): void {
    const from = minuteOf(now);
    for (const at of this.#open.keys()) if (at > from) this.#open.delete(at);
    this.#closed = this.#closed.filter((minute) => minute.at < from);
    this.#bytes = this.#closed.reduce((sum, minute) => sum + bytesOf(minute), 0);
    this.#packed = undefined;
  }

  /** Minutes of which something is known, ascending; those that are open as they are, or were a second ago. They never change. */
  minutes(from: number, to: number): readonly RunsMinute[] {
    const inRange = ({ at }: RunsMinute) => at > from - MINUTE_MS && at <= to;
    return [...this.#closed.filter(inRange), ...this.#packOpen().filter(inRange)];
  }

  /** Those that are closed, the last `count`. */
  lastClosed(count: number): readonly RunsMinute[] {
    return this.#closed.slice(-count);
  }

  /** Those that are closed and begin at `at` or later. */
  closedFrom(at: number): readonly RunsMinute[] {
    return this.#closed.filter((minute) => minute.at >= at);
  }

  names(): NameLists {
    return {
      tasks: this.#tasks.list(),
      queues: this.#queues.list(),
      workers: this.#workers.list(),
      exceptions: this.#exceptions.list(),
    };
  }

  #packOpen(): readonly RunsMinute[] {
    const now = performance.now();
    if (!this.#packed || now - this.#packed.at >= PACKED_MS) {
      const open = [...this.#open.values()].sort((a, b) => a.at - b.at);
      this.#packed = { at: now, minutes: open.map((minute) => minute.pack()) };
    }
    return this.#packed.minutes;
  }

  #cell({ task, queue, worker, guessed }: Key, at: number): Cell {
    const minute = this.minute(at);
    const kept = this.keptSince ?? at;
    const cell = minute.cell(
      this.#tasks.id(task, minute.at, kept),
      this.#queues.id(queue, minute.at, kept),
      this.#workers.id(worker, minute.at, kept),
    );
    if (guessed) cell.guessedQueue = true;
    return cell;
  }
}
