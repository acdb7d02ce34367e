import { timeOfDay } from '../../lifetime/clock';
import type { WorkerEvent } from '../ports/worker-feed';
import type { ToldState, WorkerState } from '../worker-state';

/** Silence that makes a worker late or gone: so many heartbeats, and at least so long, for a stall of the network is no death. */
const LATE = { heartbeats: 2, leastMs: 5000 };
const GONE = { heartbeats: 3, leastMs: 15_000 };
/** Celery's own default. */
const DEFAULT_FREQ = 2;
/** The rate is taken over so many heartbeats: one alone tells little of a worker with long tasks, many tell of what was before. */
const RATE_HEARTBEATS = 5;

/** One worker, as its heartbeats told of it. Times are moments of this process (see `clock.ts`). */
export class Worker {
  /** The last event, whatever it was. */
  #last: WorkerEvent | undefined;
  #heardAt: number;
  #beats: { readonly at: number; readonly processed: number }[] = [];
  /** What it answered when it was asked. */
  asked: { readonly queues: readonly string[]; readonly since: number; readonly at: number } | undefined;
  /** How many tasks it can run at a time, and how many messages it may hold; NaN when it was never asked. */
  pool = Number.NaN;
  prefetch = Number.NaN;
  /** The state that listeners know of; undefined until there is one to tell. */
  told: ToldState | undefined;

  constructor(
    readonly name: string,
    at: number,
    /** Seconds between signs of life, as long as it has not said. */
    private readonly freq = DEFAULT_FREQ,
  ) {
    this.#heardAt = at;
  }

  get heardAt(): number {
    return this.#heardAt;
  }
  /** Whether the last that it said was that it has just started. */
  get started(): boolean {
    return this.#last?.kind === 'online';
  }
  get host(): string {
    return this.name.slice(this.name.indexOf('@') + 1);
  }
  /** What stands before the @. */
  get service(): string {
    return this.name.includes('@') ? this.name.slice(0, this.name.indexOf('@')) : '';
  }
  get version(): string | undefined {
    return this.#last?.version;
  }
  get active(): number {
    return this.#last?.active ?? Number.NaN;
  }
  get processed(): number {
    return this.#last?.processed ?? Number.NaN;
  }
  get load(): number {
    return this.#last?.load ?? Number.NaN;
  }
  /** Seconds by which its clock is ahead of ours, the way of the message included; NaN when it did not say. */
  get clockAhead(): number {
    return this.#last ? (this.#last.sentAt - timeOfDay(this.#heardAt)) / 1000 : Number.NaN;
  }
  /** Tasks begun a second, over the last heartbeats; NaN with fewer than two. */
  get rate(): number {
    const [first] = this.#beats;
    const last = this.#beats.at(-1);
    return first && last && last !== first ? ((last.processed - first.processed) / (last.at - first.at)) * 1000 : Number.NaN;
  }

  /** An event that comes twice, as it does from Sentinel's two channels, changes nothing. */
  heard(event: WorkerEvent, at: number): void {
    if (this.#last?.kind === event.kind && this.#last.sentAt === event.sentAt) return;
    const previous = this.#beats.at(-1);
    if (previous && event.processed < previous.processed) this.#beats = []; // it counts from zero again
    if (event.kind === 'online') this.#forget();
    const sentAt = Number.isNaN(event.sentAt) ? at : event.sentAt; // its own clock, so that the network does not shake the rate
    if (!Number.isNaN(event.processed)) {
      if (previous && sentAt <= previous.at) this.#beats = [];
      this.#beats = [...this.#beats.slice(1 - RATE_HEARTBEATS), { at: sentAt, processed: event.processed }];
    }
    this.#last = event;
    this.#heardAt = at;
  }

  /** A worker that has just started need not consume what its namesake did. */
  #forget(): void {
    this.#beats = [];
    this.asked = undefined;
    this.pool = Number.NaN;
    this.prefetch = Number.NaN;
  }

  /** An answer is a sign of life too. */
  answered(queues: readonly string[], at: number): void {
    const same = this.asked && this.asked.queues.length === queues.length && queues.every((queue, i) => this.asked?.queues[i] === queue);
    this.asked = { queues, since: same && this.asked ? this.asked.since : at, at };
    if (this.#last?.kind !== 'offline') this.#heardAt = at;
  }

  /**
   * Only silence that somebody listened to says that a worker is gone, and only a sign of life that it is there.
   * @param listeningSince from when on it would have been heard; undefined when nobody listens
   */
  state(now: number, listeningSince: number | undefined): WorkerState {
    if (this.#last?.kind === 'offline') return 'gone';
    const freqMs = (this.#last && this.#last.freq > 0 ? this.#last.freq : this.freq) * 1000;
    const limit = ({ heartbeats, leastMs }: typeof LATE) => Math.max(heartbeats * freqMs, leastMs);
    if (now - this.#heardAt <= limit(LATE)) return 'online';
    const silence = listeningSince === undefined ? 0 : now - Math.max(this.#heardAt, listeningSince);
    return silence > limit(GONE) ? 'gone' : silence > limit(LATE) ? 'late' : 'unknown';
  }
}
