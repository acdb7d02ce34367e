import type { TaskEventKind } from '../../ports/task-feed';
import { ByteWriter } from './bytes';
import { Cell } from './cell';
import { OTHER, UNKNOWN } from './names';
import type { RunsMinute } from './runs-minute';

/** Keys of one minute; of more, what has no room counts without its worker, and then without its queue and task too. */
const MOST_KEYS = 5000;
/** Types of exceptions that one task has in one minute; of more, the rest are one. */
const MOST_EXCEPTIONS = 20;
const WORKERS = 2 ** 13;
const QUEUES = 2 ** 13;

/** How often an exception ended a run of a task. */
interface Raised {
  failed: number;
  retried: number;
}

const scratch = new ByteWriter();
const whole = new ByteWriter();

/** A minute that still changes. Tasks, queues, workers and exceptions are numbers (see `Names`). */
export class OpenMinute {
  readonly #cells = new Map<number, Cell>();
  readonly #exceptions = new Map<number, Map<number, Raised>>();
  /** Milliseconds of it in which somebody listened. */
  listenedMs = 0;
  /** Whether something may have been missed within it. */
  lacking = false;
  /** Whether some events stood for more than one. */
  sampled = false;

  constructor(
    /** Its start, epoch milliseconds. */
    readonly at: number,
  ) {}

  cell(task: number, queue: number, worker: number): Cell {
    const key = (task * QUEUES + queue) * WORKERS + worker;
    const known = this.#cells.get(key);
    if (known) return known;
    if (this.#cells.size >= MOST_KEYS && !(worker === UNKNOWN && task === OTHER && queue === UNKNOWN)) {
      return this.#cells.get((task * QUEUES + queue) * WORKERS + UNKNOWN) ?? this.cell(OTHER, UNKNOWN, UNKNOWN);
    }
    const cell = new Cell();
    this.#cells.set(key, cell);
    return cell;
  }

  raised(task: number, exception: number, kind: TaskEventKind, weight: number): void {
    let ofTask = this.#exceptions.get(task);
    if (!ofTask) {
      ofTask = new Map();
      this.#exceptions.set(task, ofTask);
    }
    const type = ofTask.size >= MOST_EXCEPTIONS && !ofTask.has(exception) ? OTHER : exception;
    let raised = ofTask.get(type);
    if (!raised) {
      raised = { failed: 0, retried: 0 };
      ofTask.set(type, raised);
    }
    raised[kind === 'failed' ? 'failed' : 'retried'] += weight;
  }

  /** What it is so far, packed. */
  pack(): RunsMinute {
    whole.clear();
    for (const [key, cell] of this.#cells) {
      scratch.clear();
      cell.write(scratch);
      whole.varint(Math.floor(key / WORKERS / QUEUES));
      whole.varint(Math.floor(key / WORKERS) % QUEUES);
      whole.varint(key % WORKERS);
      whole.varint(scratch.length);
      whole.bytes(scratch);
    }
    const cells = whole.toBuffer();
    whole.clear();
    for (const [task, types] of this.#exceptions) {
      for (const [exception, { failed, retried }] of types) {
        for (const value of [task, exception, Math.round(failed), Math.round(retried)]) whole.varint(value);
      }
    }
    const { at, listenedMs, lacking, sampled } = this;
    return { at, listenedMs, lacking, sampled, cells, exceptions: whole.toBuffer() };
  }
}
