import { type AnyMessage, message } from '../../../src/contract/messages/message';
import { rest } from '../../lifetime/rest';
import type { Work } from '../../lifetime/work';
import { Listening } from '../listening';
import type { Log } from '../log';
import type { BrokerError } from '../ports/reader';
import type { TaskEvent, TaskFeed } from '../ports/task-feed';
import { coverageMessages, type WorkerCoverage, type WorkerSeen } from './joining/coverage';
import type { QueueHints } from './joining/hints';
import { ClosedMinutes } from './minutes/closed-minutes';
import { FIRST } from './minutes/names';
import type { NameLists } from './minutes/runs-history';
import { type QueueLoad, QueueLoads } from './queue-loads';
import { type RaisedException, readExceptions } from './read-exceptions';
import { type RunsRange, type RunsRequest, readRuns } from './read-runs';
import type { TaskTotals } from './run-totals';
import { RunsBook } from './runs-book';

/** Minutes end and heartbeats come also while no task does anything. */
const LOOK_MS = 1000;

export interface RunsOptions {
  readonly feed: TaskFeed;
  readonly hints: QueueHints;
  /** The workers that are known now. */
  readonly workers: () => Iterable<WorkerSeen>;
  /** Names the broker in the log. */
  readonly label: string;
  readonly log: Log;
}

export interface RunsState {
  /** From which moment on events have been heard; undefined while none is. */
  readonly since: number | undefined;
  /** Why none is heard. */
  readonly error: BrokerError | undefined;
  /** How many events each that is read stands for: 1 as long as all are read. */
  readonly weight: number;
  /** Whether there are so many events that none is read for a while. */
  readonly paused: boolean;
  /** Messages that held no event that could be read. */
  readonly unreadable: number;
}

/** What tasks of one broker did, as their events told. Listens while it runs. */
export class Runs {
  readonly #book: RunsBook;
  readonly #loads: QueueLoads;
  /** What a mirror takes; the same one as long as what was heard is. */
  readonly minutes: ClosedMinutes;
  readonly #listening: Listening;
  readonly #hints: { now: QueueHints };
  #weight = 1;
  #paused = false;
  #unreadable = 0;

  /** @param previous what listened to the same broker until now: what it heard stays known */
  constructor(
    private readonly options: RunsOptions,
    previous?: Runs,
  ) {
    const { feed, hints, log, label } = options;
    this.#hints = previous ? previous.#hints : { now: hints };
    this.#hints.now = hints;
    const asked = this.#hints;
    this.#book = previous ? previous.#book : new RunsBook(() => asked.now);
    this.#loads = previous ? previous.#loads : new QueueLoads(this.#book.history);
    this.minutes = previous ? previous.minutes : new ClosedMinutes(this.#book);
    this.#unreadable = previous ? previous.#unreadable : 0;
    const listen = (begun: () => void, signal: AbortSignal) =>
      feed.listen(
        {
          listening: () => {
            begun();
            this.#resume();
          },
          heard: (events, weight) => this.#heard(events, weight),
          unreadable: () => this.#unread(),
          paused: () => this.#pause(),
        },
        signal,
      );
    this.#listening = new Listening({ what: 'task events', listen, ended: () => this.#book.pause(), log, label });
  }

  /** Listens until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#listening.run(signal), this.#look(signal)]);
  }

  get state(): RunsState {
    const { since, error } = this.#listening;
    return { since: this.#paused ? undefined : since, error, weight: this.#weight, paused: this.#paused, unreadable: this.#unreadable };
  }

  /** How well each worker that is there tells what it does. */
  get coverage(): readonly WorkerCoverage[] {
    return this.#book.coverage.list();
  }

  /** What keeps numbers from being whole, and what to do about it, each a sentence or two. */
  get problems(): readonly AnyMessage[] {
    const { error, weight, paused } = this.state;
    return [
      ...(error ? [message('runs.unheard', { reason: error.said })] : []),
      ...(paused ? [message('runs.paused')] : []),
      ...(!paused && weight > 1 ? [message('runs.sampled', { weight: Math.round(weight) })] : []),
      ...coverageMessages(this.coverage),
    ];
  }

  /** Start of the first minute that is remembered, epoch milliseconds; undefined before there is one. */
  get keptSince(): number | undefined {
    return this.#book.history.keptSince;
  }

  /** How many tasks did something in the time that is remembered, or a little before. */
  get knownTasks(): number {
    return this.#book.history.names().tasks.length - FIRST;
  }

  /** Counters since this program started, by task and queue. */
  get totals(): readonly TaskTotals[] {
    return this.#book.totals.all;
  }

  /** Names of the tasks and queues that something is known of; one that is not known is empty. */
  get names(): Pick<NameLists, 'tasks' | 'queues'> {
    return this.#book.history.names();
  }

  read(request: RunsRequest): Work<RunsRange> {
    this.#book.advance();
    return readRuns(this.#book.history, request);
  }

  /** @param range epoch milliseconds, both inclusive */
  exceptions(range: { readonly from: number; readonly to: number }, tasks: (name: string) => boolean): Work<RaisedException[]> {
    this.#book.advance();
    return readExceptions(this.#book.history, range, tasks);
  }

  /** How busy a queue keeps its workers, over the last minutes; undefined when nothing is known of its tasks. */
  loadOf(queue: string): QueueLoad | undefined {
    return this.#loads.of(queue);
  }

  #resume(): void {
    this.#said(false, this.#weight);
    this.#book.begin();
  }

  #pause(): void {
    this.#said(true, this.#weight);
    this.#book.pause();
  }

  #heard(events: readonly TaskEvent[], weight: number): void {
    this.#said(this.#paused, weight);
    this.#book.heard(events, weight);
  }

  /** Says in the log what has changed, once. */
  #said(paused: boolean, weight: number): void {
    const { log, label } = this.options;
    const broker = label;
    if (paused && !this.#paused) log.warn('there are more task events than can be read; none is read for a while', { broker });
    if (!paused && this.#paused) log.info('task events are read again', { broker });
    if (weight > 1 && this.#weight === 1)
      log.warn('there are many task events; only some are read, and numbers are estimates', { broker, weight });
    if (weight === 1 && this.#weight > 1) log.info('all task events are read again', { broker });
    this.#paused = paused;
    this.#weight = weight;
  }

  #unread(): void {
    this.#unreadable++;
    if (this.#unreadable > 1) return;
    this.options.log.warn('a task event cannot be read and is left out; others are counted, not logged', { broker: this.options.label });
  }

  async #look(signal: AbortSignal): Promise<void> {
    while (await rest(LOOK_MS, signal)) this.#book.look(this.options.workers());
  }
}
