import { timeOfDay } from '../../lifetime/clock';
import type { WorkerEvent } from '../ports/worker-feed';
import type { ToldState, WorkerState } from '../worker-state';

/** Silence that makes a worker late or gone: this many heartbeats, and at least this long, because a network stall is not a death. */
const LATE = { heartbeats: 2, leastMs: 5000 };
const GONE = { heartbeats: 3, leastMs: 15_000 };
/** Celery's own default. */
const DEFAULT_FREQ = 2;
/** The rate is measured over this many heartbeats: fewer say little about a worker with long tasks, more lag behind. */
const RATE_HEARTBEATS = 5;

/** One worker, as known from its events and replies. Times are moments of this process (see `clock.ts`). */
export class Worker {
  /** The last event, whatever it was. */
  #last: WorkerEvent | undefined;
  #heardAt: number;
  #beats: { readonly at: number; readonly processed: number }[] = [];
  /** Its last reply, and since when its queues are the same. */
  asked: { readonly queues: readonly string[]; readonly since: number; readonly at: number } | undefined;
  /** How many tasks it can run at a time, and how many messages it may prefetch; NaN if it was never asked. */
  pool = Number.NaN;
  prefetch = Number.NaN;
  /** The last state that listeners were told; undefined if none. */
  told: ToldState | undefined;

  constructor(
    readonly name: string,
    at: number,
    /** Seconds between signs of life, until its events say otherwise. */
    private readonly freq = DEFAULT_FREQ,
  ) {
    this.#heardAt = at;
  }

  get heardAt(): number {
    return this.#heardAt;
  }
  /** Whether its last event was `worker-online`: it has just started. */
  get started(): boolean {
    return this.#last?.kind === 'online';
  }
  get host(): string {
    return this.name.slice(this.name.indexOf('@') + 1);
  }
  /** The part of the name before the @. */
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
  /** Seconds by which its clock is ahead of ours, including the message latency; NaN if unknown. */
  get clockAhead(): number {
    return this.#last ? (this.#last.sentAt - timeOfDay(this.#heardAt)) / 1000 : Number.NaN;
  }
  /** Tasks started per second, over the last heartbeats; NaN with fewer than two. */
  get rate(): number {
    const [first] = this.#beats;
    const last = this.#beats.at(-1);
    return first && last && last !== first ? ((last.processed - first.processed) / (last.at - first.at)) * 1000 : Number.NaN;
  }

  /** Ignores an event that comes twice, as it does from Sentinel's two channels. */
  heard(event: WorkerEvent, at: number): void {
    if (this.#last?.kind === event.kind && this.#last.sentAt === event.sentAt) return;
    const previous = this.#beats.at(-1);
    if (previous && event.processed < previous.processed) this.#beats = []; // its counter was reset
    if (event.kind === 'online') this.#forget();
    const sentAt = Number.isNaN(event.sentAt) ? at : event.sentAt; // its own clock, so that network jitter does not affect the rate
    if (!Number.isNaN(event.processed)) {
      if (previous && sentAt <= previous.at) this.#beats = [];
      this.#beats = [...this.#beats.slice(1 - RATE_HEARTBEATS), { at: sentAt, processed: event.processed }];
    }
    this.#last = event;
    this.#heardAt = at;
  }

  /** A worker that has just started need not consume the same queues as its predecessor of the same name. */
  #forget(): void {
    this.#beats = [];
    this.asked = undefined;
    this.pool = Number.NaN;
    this.prefetch = Number.NaN;
  }

  /** A reply is a sign of life too. */
  answered(queues: readonly string[], at: number): void {
    const same = this.asked && this.asked.queues.length === queues.length && queues.every((queue, i) => this.asked?.queues[i] === queue);
    this.asked = { queues, since: same && this.asked ? this.asked.since : at, at };
    if (this.#last?.kind !== 'offline') this.#heardAt = at;
  }

  /**
   * Only silence while we listen means that a worker is gone, and only a sign of life means that it is online.
   * @param listeningSince since when it would have been heard; undefined while not listening
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
