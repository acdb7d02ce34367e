import type { TaskEvent, TaskEventKind } from '../../ports/task-feed';
import { ExpectedSent } from './expected-sent';
import { guessQueue, type QueueHints, type QueueOfRun } from './hints';
import { NodeClocks } from './node-clocks';
import { OpenTasks } from './open-tasks';
import type { Heard, Task } from './task';
import { UnderWay } from './under-way';

/** An event waits so long for one that tells more of its task: on one connection what a worker and a producer do at once comes within it. */
export const HOLD_MS = 3000;
/** Events of one task that wait; a task that has more is not about to be named. */
const MOST_HELD = 8;
/** A run that seems to have started before it was sent did so at once, if it is by no more than this: the way of an event takes some milliseconds. */
const AT_ONCE_MS = 100;

const OUTCOMES = { succeeded: 1, failed: 2, retried: 4, revoked: 8, rejected: 16 } as const;
type Outcome = keyof typeof OUTCOMES;
const isOutcome = (kind: TaskEventKind): kind is Outcome => kind in OUTCOMES;

const MARKS = {
  sent: 'markOfSent',
  received: 'markOfReceived',
  started: 'markOfStarted',
  succeeded: 'markOfOutcome',
  failed: 'markOfOutcome',
  retried: 'markOfOutcome',
  revoked: 'markOfOutcome',
  rejected: 'markOfOutcome',
} as const satisfies Record<TaskEventKind, keyof Task>;

/** The same event comes twice where it is published on two channels, as kombu can with Sentinel. */
function isTwice(task: Task, { kind, at }: TaskEvent): boolean {
  const mark = ((at * 1000) | 0) ^ (isOutcome(kind) ? OUTCOMES[kind] : 0) || 1;
  if (task[MARKS[kind]] === mark) return true;
  task[MARKS[kind]] = mark;
  return false;
}

/** Of which task, queue and worker something is; empty where it is not known. */
export interface Key {
  readonly task: string;
  readonly queue: string;
  readonly worker: string;
  /** Whether another than an event named the queue, so that it may be wrong. */
  readonly guessed: boolean;
}

/** Is told what happened. `minute` is the one in which it was heard, epoch milliseconds. */
export interface Told {
  count(key: Key, minute: number, event: TaskEvent, weight: number): void;
  /** @param sinceReceived whether the task may have waited longer, in the queue */
  queueTime(key: Key, minute: number, seconds: number, sinceReceived: boolean, weight: number): void;
  /** @param seconds for which a slot was taken */
  busy(key: Key, minute: number, seconds: number, weight: number): void;
}

/**
 * Puts the events of one task together: most have its id and nothing else.
 *
 * - Events count in the minute in which we hear them, whatever the clock of the node says.
 * - Between events of different nodes lies the time by our own clock (see `NodeClocks`); between two of the same node that of its clock.
 * - An outcome counts once a run; a run begins with `started`. A retry has the id of its task, and a run of its own.
 */
export class Join {
  readonly #clocks = new NodeClocks();
  readonly #expected = new ExpectedSent();
  readonly #underWay = new UnderWay();
  readonly #tasks: OpenTasks;
  /** Tasks with held events, those that are due first before the others, and how many of them are done with. */
  #holding: Task[] = [];
  #released = 0;

  constructor(
    private readonly told: Told,
    private readonly hints: () => QueueHints,
    most?: ConstructorParameters<typeof OpenTasks>[1],
  ) {
    this.#tasks = new OpenTasks((task) => {
      this.#release(task);
      this.#underWay.end(task);
    }, most);
  }

  /** Tasks that are remembered. */
  get size(): number {
    return this.#tasks.size;
  }

  get running(): number {
    return this.#underWay.size;
  }

  /**
   * @param now a moment
   * @param minute the one that it is in, epoch milliseconds
   * @returns whether it is new, not one that was heard before
   */
  heard(event: TaskEvent, weight: number, now: number, minute: number): boolean {
    const { kind } = event;
    const task = this.#tasks.touch(event.uuid);
    if (isTwice(task, event)) return false;
    const moment = this.#clocks.momentOf(event.node, event.at, now);
    if (kind === 'sent') this.#learnSent(task, event, moment, now);
    else if (kind === 'received') this.#learnReceived(task, event, moment);
    const heard: Heard = { event, minute, moment, weight };
    if (this.#mustHold(task, now)) this.#hold(task, heard, now);
    else {
      this.#release(task);
      this.#apply(task, heard);
    }
    return true;
  }

  /** Counts what has waited long enough. */
  release(now: number): void {
    for (;;) {
      const task = this.#holding[this.#released];
      if (!task || (task.heldUntil ?? now) > now) break;
      this.#released++;
      this.#release(task);
    }
    if (this.#released < this.#holding.length / 2) return;
    this.#holding = this.#holding.slice(this.#released);
    this.#released = 0;
  }

  /** Counts the time of runs under way. @param until a moment within the minute, or its end */
  credit(until: number, minute: number): void {
    this.#underWay.credit(until, (task, seconds) => this.told.busy(this.#keyOf(task, task.worker), minute, seconds, 1));
  }

  /** The worker is gone or began anew: its runs under way have no end. */
  workerGone(worker: string): void {
    this.#underWay.dropWorker(worker);
  }

  /** Nobody listens, so ends may be missed; of runs that were under way the rest counts when they end. */
  interrupted(): void {
    this.#underWay.clear();
  }

  #learnSent(task: Task, event: TaskEvent, moment: number, now: number): void {
    if (event.name !== undefined) {
      task.name = event.name;
      if (event.queue !== undefined) this.#expected.heard(event.name, now);
    }
    task.queue = event.queue ?? task.queue;
    if (moment < (task.startedAt ?? moment)) return; // it is of the run that has started: too late to tell how long that waited
    task.readyAt = moment;
    task.sent = true;
    task.eta = event.eta ?? task.eta;
  }

  #learnReceived(task: Task, event: TaskEvent, moment: number): void {
    task.name = event.name ?? task.name;
    if (moment < (task.startedAt ?? moment)) return;
    task.eta = event.eta ?? task.eta;
    if (!task.sent) task.readyAt = moment;
  }

  #mustHold(task: Task, now: number): boolean {
    if (task.heldUntil !== undefined && task.heldUntil <= now) return false; // it has waited before, in vain
    if (task.held && task.held.length >= MOST_HELD) return false;
    return task.name === undefined || (task.queue === undefined && this.#expected.of(task.name, now));
  }

  #hold(task: Task, heard: Heard, now: number): void {
    if (!task.held) {
      task.held = [];
      task.heldUntil = now + HOLD_MS;
      this.#holding.push(task);
    }
    task.held.push(heard);
  }

  #release(task: Task): void {
    const { held } = task;
    if (!held) return;
    task.held = undefined;
    held.sort((a, b) => a.moment - b.moment);
    for (const heard of held) this.#apply(task, heard);
  }

  #apply(task: Task, { event, minute, moment, weight }: Heard): void {
    const { kind, node } = event;
    if (kind === 'started') this.#start(task, event, minute, moment, weight);
    else if (isOutcome(kind)) {
      if ((task.outcomes & OUTCOMES[kind]) !== 0) return;
      this.#end(task, event, minute, moment, weight);
      task.outcomes |= OUTCOMES[kind];
      if (kind !== 'retried') this.#tasks.end(task);
    }
    this.told.count(this.#keyOf(task, kind === 'sent' ? '' : node), minute, event, weight);
  }

  #start(task: Task, event: TaskEvent, minute: number, moment: number, weight: number): void {
    if (task.outcomes !== 0) this.#tasks.reopen(task);
    this.#underWay.end(task);
    const { readyAt, sent, eta } = task;
    Object.assign(task, { worker: event.node, startedAt: moment, outcomes: 0, busy: 0, readyAt: undefined, sent: false, eta: undefined });
    if (weight === 1) this.#underWay.begin(task, moment);
    if (readyAt === undefined) return;
    // The worker that holds the task back until its ETA looks at its own clock.
    const due = Math.max(readyAt, (eta === undefined ? undefined : this.#clocks.futureOf(event.node, eta)) ?? readyAt);
    const ms = moment - due;
    if (ms >= -AT_ONCE_MS) this.told.queueTime(this.#keyOf(task, event.node), minute, Math.max(0, ms) / 1000, !sent, weight);
  }

  #end(task: Task, event: TaskEvent, minute: number, moment: number, weight: number): void {
    this.#underWay.end(task);
    if ((task.outcomes & ~OUTCOMES.retried) !== 0) return; // `rejected` and then `failed`: the run has ended before
    const isOfRun = task.outcomes === 0 && task.worker === event.node;
    const seconds = event.runtime ?? (isOfRun ? (moment - (task.startedAt ?? moment)) / 1000 : 0);
    const rest = seconds - (isOfRun ? task.busy : 0);
    if (rest > 0) this.told.busy(this.#keyOf(task, event.node), minute, rest, weight);
  }

  #keyOf(task: Task, worker: string): Key {
    const { name = '', queue } = task;
    if (queue !== undefined) return { task: name, queue, worker, guessed: false };
    const { guessed } = task;
    const guess: QueueOfRun = guessed && guessed.queue !== '' ? guessed : guessQueue(this.hints(), task.uuid, name, worker);
    task.guessed = guess;
    return { task: name, queue: guess.queue, worker, guessed: guess.quality === 'estimate' };
  }
}
