import { timeOfDay } from '../../lifetime/clock';
import { MINUTE_MS, minuteOf } from '../minute';
import type { TaskEvent } from '../ports/task-feed';
import { Coverage, type WorkerSeen } from './joining/coverage';
import type { QueueHints } from './joining/hints';
import { HOLD_MS, Join, type Key, type Told } from './joining/join';
import { RunsHistory } from './minutes/runs-history';
import { RunTotals } from './run-totals';

/** A clock that is set back by less does no harm: what is heard goes on in the minute that it had reached. Milliseconds. */
const SET_BACK_MS = MINUTE_MS + HOLD_MS;

/** What is known of tasks by their events, and how well. Lives on when what listens is replaced. */
export class RunsBook implements Told {
  readonly history: RunsHistory;
  readonly totals = new RunTotals();
  readonly coverage = new Coverage();
  readonly #join: Join;
  /** The minute that is now, epoch milliseconds, and the moment up to which it is counted. */
  #minute = minuteOf(timeOfDay(performance.now()));
  #moment = performance.now();
  /** Since when all is heard; undefined while it is not. */
  #since: number | undefined;

  /** @param budget bytes that closed minutes may take */
  constructor(hints: () => QueueHints, budget?: number) {
    this.history = new RunsHistory(budget);
    this.#join = new Join(this, hints);
  }

  /** Tasks that are remembered because their events may be not over. */
  get remembered(): number {
    return this.#join.size;
  }

  /** Tasks that run now. */
  get running(): number {
    return this.#join.running;
  }

  /** From now on all is heard. */
  begin(): void {
    this.#cut();
    this.#since = this.#moment;
    if (timeOfDay(this.#moment) > this.#minute) this.history.minute(this.#minute).lacking = true;
  }

  /** From now on nothing is heard, or not all. */
  pause(): void {
    if (this.#since === undefined) return;
    this.#cut();
    this.#since = undefined;
  }

  /** @param weight how many events each of them stands for */
  heard(events: readonly TaskEvent[], weight: number): void {
    this.advance();
    const now = this.#moment;
    if (weight !== 1) {
      this.coverage.interrupt(); // not all are heard
      this.#join.interrupted();
    }
    for (const event of events) {
      const isNew = this.#join.heard(event, weight, now, this.#minute);
      if (isNew && event.kind === 'started') this.coverage.started(event.node);
    }
  }

  /** Compares what workers say they do with what they told. To be called about once a second. */
  look(workers: Iterable<WorkerSeen>): void {
    this.advance();
    for (const worker of this.coverage.look(workers, this.#since, this.#moment)) this.#join.workerGone(worker);
    if (this.coverage.lacks && this.#since !== undefined) this.history.minute(this.#minute).lacking = true;
  }

  /** Counts the time until now, and closes the minutes that are over. */
  advance(): void {
    const now = performance.now();
    const ahead = timeOfDay(now) - now;
    if (now + ahead < this.#minute - SET_BACK_MS) {
      this.history.dropFrom(now + ahead);
      this.#minute = minuteOf(now + ahead);
    }
    for (;;) {
      const end = this.#minute + MINUTE_MS - ahead;
      // After a clock was set forward it is not the next minute that is now.
      if (end <= this.#moment) this.#minute = Math.max(this.#minute + MINUTE_MS, minuteOf(this.#moment + ahead));
      else if (this.#moment < now) this.#count(Math.min(now, end));
      else break;
    }
    if (this.#since !== undefined) this.history.minute(this.#minute); // it is known, and nothing happened in it yet
    this.#join.release(now);
    this.history.closeBefore(now + ahead);
  }

  /** How much of the minute somebody listened, and which slots were taken. */
  #count(until: number): void {
    if (this.#since !== undefined) {
      this.history.minute(this.#minute).listenedMs += until - this.#moment;
      this.#join.credit(until, this.#minute);
    }
    this.#moment = until;
  }

  /** Something may be missed now. */
  #cut(): void {
    this.advance();
    this.coverage.interrupt();
    this.#join.interrupted();
    if (this.#since !== undefined) this.history.minute(this.#minute).lacking = true;
  }

  count(key: Key, minute: number, event: TaskEvent, weight: number): void {
    this.history.count({ key, minute, event, weight });
    this.totals.count(key.task, key.queue, event, weight);
  }

  queueTime(key: Key, minute: number, seconds: number, sinceReceived: boolean, weight: number): void {
    this.history.queueTime(key, minute, seconds, sinceReceived, weight);
  }

  busy(key: Key, minute: number, seconds: number, weight: number): void {
    // A run that had begun before anybody listened took its slot in minutes that are not known.
    const most = this.#since === undefined ? 0 : (performance.now() - this.#since) / 1000;
    this.history.busy(key, minute, Math.min(seconds, most) * weight);
  }
}
