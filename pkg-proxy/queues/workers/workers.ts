import { type AnyMessage, message } from '../../../src/contract/messages/message';
import type { WorkerSettings } from '../../../src/contract/settings';
import { timeOfDay } from '../../lifetime/clock';
import { rest } from '../../lifetime/rest';
import { Listening } from '../listening';
import type { Log } from '../log';
import type { WorkerControl } from '../ports/worker-control';
import type { WorkerEvent, WorkerFeed } from '../ports/worker-feed';
import type { Reading } from '../sample';
import type { ToldState, WorkerState } from '../worker-state';
import { Asking } from './asking';
import { type Census, consumersReading, type SlotCount, takeCensus } from './consumers';
import { compileQueuesOf, type QueuesOf, type ServedQueues } from './queues-of';
import { WorkerRegistry } from './registry';
import { compileSlotsOf, type SlotsOf } from './slots-of';
import type { Worker } from './worker';

export interface WorkersOptions {
  readonly settings: Pick<WorkerSettings, 'queues' | 'concurrency'>;
  /** Absent if listening is switched off. */
  readonly feed?: WorkerFeed | undefined;
  /** Absent if asking is switched off. */
  readonly control?: WorkerControl | undefined;
  readonly isQueue: (name: string) => boolean;
  /** Names the broker in the log. */
  readonly label: string;
  readonly log: Log;
}

/** States also change by silence, so they are checked this often. */
const LOOK_MS = 1000;

/**
 * Called when a worker changes its state. Not called for the first state of a worker that was running before we listened.
 * @param from undefined for a worker that has just started and was never heard before
 * @param at epoch milliseconds
 */
export type StateListener = (worker: string, from: ToldState | undefined, to: ToldState, at: number) => void;

/** What is known of one worker at one moment. */
export interface WorkerNow {
  readonly worker: Worker;
  readonly state: WorkerState;
  readonly queues: ServedQueues | undefined;
  /** Tasks that it can run at a time; NaN when that is not known. */
  readonly slots: number;
}

/** The workers of one broker; `now` is always a moment. Listens while it runs; asks workers only if it was given a `control`. */
export class Workers {
  readonly registry: WorkerRegistry;
  readonly #listening: Listening | undefined;
  readonly #asking: Asking | undefined;
  readonly #queuesOf: QueuesOf;
  readonly #slotsOf: SlotsOf;
  readonly #mapped: ReadonlySet<string>;
  readonly #listeners: Set<StateListener>;
  #census: { readonly now: number; readonly version: number; readonly since: number | undefined; readonly census: Census } | undefined;

  /**
   * @param previous the predecessor for the same broker, whose workers stay known
   * @throws ContractError when a name in the settings is not a valid pattern
   */
  constructor(options: WorkersOptions, previous?: Workers) {
    const { settings, feed, control, isQueue, label, log } = options;
    this.#queuesOf = compileQueuesOf(settings.queues, isQueue);
    this.#slotsOf = compileSlotsOf(settings.concurrency);
    this.#mapped = new Set(Object.values(settings.queues).flat());
    this.registry = previous?.registry ?? new WorkerRegistry();
    this.#listeners = previous ? previous.#listeners : new Set();
    const heard = (event: WorkerEvent) => this.#heard(event, performance.now());
    this.#listening =
      feed && new Listening({ what: 'workers', listen: (listening, signal) => feed.listen({ listening, heard }, signal), log, label });
    this.#asking = control && new Asking(control, this.registry, log, label);
  }

  /** Listens and asks until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#listening?.run(signal), this.#asking?.run(signal), this.#look(signal)]);
  }

  /** Since when every worker is heard; undefined while not listening. */
  get listeningSince(): number | undefined {
    return this.#listening?.since;
  }

  /** Why workers may be unknown, and what to do about it: one sentence each. */
  get problems(): readonly AnyMessage[] {
    const { error: deaf } = this.#listening ?? {};
    const { error: mute, refused = new Map<string, string>() } = this.#asking ?? {};
    return [
      ...(deaf ? [message('workers.unheard', { reason: deaf.said })] : []),
      ...(mute ? [message('workers.unasked', { reason: mute.said })] : []),
      ...[...refused].slice(0, 3).map(([worker, reason]) => message('workers.badReply', { worker, reason })),
    ];
  }

  /** Whether listening is switched on. */
  get listens(): boolean {
    return this.#listening !== undefined;
  }

  /** Calls the listener when a worker changes its state, until the returned function is called. */
  onState(listener: StateListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  find(name: string, now = performance.now()): WorkerNow | undefined {
    const worker = this.registry.get(name);
    return worker && this.#now(worker, now);
  }

  /** Every worker seen in the last day, by name. */
  list(now = performance.now()): WorkerNow[] {
    return Array.from(this.registry.all(), (worker) => this.#now(worker, now)).sort((a, b) =>
      a.worker.name < b.worker.name ? -1 : a.worker.name > b.worker.name ? 1 : 0,
    );
  }

  /** How many workers are in each state; undefined while not listening. */
  counts(now = performance.now()): Readonly<Record<WorkerState, number>> | undefined {
    if (this.listeningSince === undefined) return undefined;
    const counts = { online: 0, late: 0, gone: 0, unknown: 0 } satisfies Record<WorkerState, number>;
    for (const worker of this.registry.all()) counts[worker.state(now, this.listeningSince)]++;
    return counts;
  }

  /** The measure `workers` of these queues. A value of 0 means: the queue is known to have had no consumers for a while. */
  readingOf(queues: readonly string[], now: number): Reading {
    return consumersReading(queues, this.#takeCensus(now));
  }

  /** Tasks per second that the workers of a queue start; undefined unless all of them are known and consume no other queue. */
  throughputOf(queue: string, now: number): number | undefined {
    return this.#takeCensus(now).throughputOf(queue);
  }

  /** Tasks that the workers of a queue can run at a time. */
  slotsOf(queue: string, now: number): SlotCount {
    return this.#takeCensus(now).slotsOf(queue);
  }

  #takeCensus(now: number): Census {
    const { listeningSince } = this;
    const { version } = this.registry;
    const kept = this.#census;
    if (kept && kept.now === now && kept.version === version && kept.since === listeningSince) return kept.census;
    const census = takeCensus({
      now,
      workers: this.registry.all(),
      stateOf: (worker) => worker.state(now, listeningSince),
      queuesOf: this.#queuesOf,
      slotsOf: this.#slotsOf,
      listeningSince,
      mapped: this.#mapped,
    });
    this.#census = { now, version, since: listeningSince, census };
    return census;
  }

  #heard(event: WorkerEvent, at: number): void {
    const worker = this.registry.heard(event, at);
    if (worker) this.#tell(worker, at);
  }

  async #look(signal: AbortSignal): Promise<void> {
    while (await rest(LOOK_MS, signal)) {
      const now = performance.now();
      this.registry.forget(now);
      for (const worker of this.registry.all()) this.#tell(worker, now);
    }
  }

  #tell(worker: Worker, at: number): void {
    const state = worker.state(at, this.listeningSince);
    const from = worker.told;
    if (state === from || state === 'unknown') return;
    worker.told = state;
    if (from === undefined && !worker.started) return;
    for (const listener of this.#listeners) listener(worker.name, from, state, timeOfDay(at));
  }

  #now(worker: Worker, now: number): WorkerNow {
    return { worker, state: worker.state(now, this.listeningSince), queues: this.#queuesOf(worker, now), slots: this.#slotsOf(worker) };
  }
}
