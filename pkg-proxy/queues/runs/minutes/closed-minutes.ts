import { MINUTE_MS, minuteOf } from '../../minute';
import type { TaskMinute, TaskMinutes, TaskRuns } from '../../task-minute';
import type { RunsBook } from '../runs-book';
import { Cell } from './cell';
import { type RunsMinute, visitCells } from './runs-minute';

/** Hands out each minute once, however often those who take them are replaced. Lives as long as the book. */
export class ClosedMinutes implements TaskMinutes {
  /** Minutes before it are taken; epoch milliseconds. */
  #next = Number.NEGATIVE_INFINITY;

  constructor(private readonly book: RunsBook) {}

  take(open: boolean): readonly TaskMinute[] {
    this.book.advance();
    const { history } = this.book;
    // After a clock was set back, what it had reached is yet to come.
    const now = Date.now();
    if (this.#next > now + MINUTE_MS) this.#next = minuteOf(now);
    const minutes = open ? history.minutes(this.#next, Number.POSITIVE_INFINITY) : history.closedFrom(this.#next);
    const fresh = minutes.filter(({ at, listenedMs }) => at >= this.#next && listenedMs > 0);
    const last = fresh.at(-1);
    if (last) this.#next = last.at + 1;
    const tasks = history.names().tasks;
    return fresh.map((minute) => new TaskCells(minute, tasks));
  }

  /** Passes over all that is over now: nobody was there to take it. */
  skip(): void {
    this.book.advance();
    this.#next = (this.book.history.closedFrom(this.#next).at(-1)?.at ?? this.#next) + 1;
  }
}

class TaskCells implements TaskMinute {
  readonly at: number;
  readonly listenedMs: number;
  readonly ended: ReadonlyMap<string, number>;

  /** @param names by number, as they are at the time of the minute */
  constructor(
    private readonly minute: RunsMinute,
    private readonly names: readonly string[],
  ) {
    this.at = minute.at;
    this.listenedMs = minute.listenedMs;
    const ended = new Map<string, number>();
    for (const [name, cell] of this.#read((task) => task, false)) {
      const runs = cell.countOf('succeeded') + cell.countOf('failed') + cell.countOf('retried');
      if (runs > 0) ended.set(name, runs);
    }
    this.ended = ended;
  }

  grouped(group: (task: string) => string): ReadonlyMap<string, TaskRuns> {
    return this.#read(group, true);
  }

  #read(group: (task: string) => string, durations: boolean): ReadonlyMap<string, Cell> {
    const cells = new Map<string, Cell>();
    visitCells(this.minute, (task, _queue, _worker, reader) => {
      const name = group(this.names[task] ?? '');
      let cell = cells.get(name);
      if (!cell) {
        cell = new Cell();
        cells.set(name, cell);
      }
      cell.read(reader, durations);
    });
    return cells;
  }
}
