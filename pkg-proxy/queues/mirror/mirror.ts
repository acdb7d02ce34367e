import type { MirrorSettings } from '../../../src/contract/settings';
import { onAbort } from '../../lifetime/abort';
import { withDeadline } from '../../lifetime/deadline';
import type { Log } from '../log';
import { MINUTE_MS, minuteOf } from '../minute';
import type { MetricStore, MinuteRecord, PutResult } from '../ports/metric-store';
import type { MinuteLock } from '../ports/minute-lock';
import { type GoodSample, type Sample, valuesOf } from '../sample';
import type { TaskMinutes } from '../task-minute';
import { MirrorBudget, type PriceOf } from './budget';
import { MirrorLedger } from './ledger';
import { MINUTE_GRACE_MS, MinuteBuilder } from './minute-builder';
import { measuresOfOther, OTHER, together } from './other';
import { MirrorPending } from './pending';
import { type LeftOut, MirrorRoster } from './roster';
import { freeRound } from './rounds';
import type { MirrorStatus } from './status';
import { TaskRecords } from './task-records';
import { Turns } from './turns';

/** The mirror sends this long after the grace of a minute at the latest, so that many mirrors do not send at once. Milliseconds. */
const JITTER_MS = 7_000;
/**
 * How long after its end a minute of tasks is over for sure: 5 s in which events that waited for a name still come. Before that nothing
 * new is sent, so that a minute goes out whole, and under a lock at once. Milliseconds.
 */
const TASKS_GRACE_MS = 7_000;
/** How long minutes are kept while the store fails. Milliseconds. */
const KEEP_MS = 3 * 3_600_000;
/** Records kept while the store fails, some 40 MB: 3 hours of 1,100 queues. */
const KEEP_RECORDS = 200_000;
/** How long one call of the store may take. Milliseconds. */
const PUT_TIMEOUT_MS = 90_000;

export interface MirrorOptions {
  /** Stays its maker's: the mirror does not close it. */
  readonly store: MetricStore;
  readonly settings: Pick<MirrorSettings, 'maxQueues' | 'measures'> & Partial<Pick<MirrorSettings, 'maxTasks' | 'taskMeasures'>>;
  /** What tasks did; of it the `taskMeasures` are kept. Stays its maker's. Default: nothing of tasks is kept. */
  readonly tasks?: TaskMinutes | undefined;
  /** Which queues may be mirrored; asked for every queue of every sample, so keep it cheap. Default: all. */
  readonly selects?: ((queue: string) => boolean) | undefined;
  /** Whether a queue is one that is only read in case it comes back: it has the last claim to a place. Default: none. */
  readonly isDead?: ((queue: string) => boolean) | undefined;
  /** What it costs to mirror so many queues, and whether that is within the budget. Default: nobody asks. */
  readonly priceOf?: PriceOf | undefined;
  /** Why nothing may be written: the metrics are those of another broker. Asked at every sample. Default: nobody does. */
  readonly standsBack?: (() => string | null) | undefined;
  /** Taken turns by, where several mirrors write the same series. Stays its maker's, like the store. */
  readonly lock?: MinuteLock | undefined;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
  /** 0 to 1. */
  readonly random?: (() => number) | undefined;
  readonly log?: Log | undefined;
}

/**
 * Keeps every minute of the samples in a store: folds them, sends what is over once a minute, tries again with
 * growing waits while the store fails. A record is sent once; only when a store's answer was lost may it be sent again,
 * which leaves minimum, maximum and average as they are. Changed settings need a new mirror: `flush` the old one first.
 */
export class Mirror {
  readonly #folder = new MinuteBuilder();
  readonly #roster: MirrorRoster;
  readonly #budget: MirrorBudget | undefined;
  readonly #tasks: TaskRecords | undefined;
  readonly #pending = new MirrorPending({ maxAgeMs: KEEP_MS, maxRecords: KEEP_RECORDS });
  readonly #ledger: MirrorLedger;
  readonly #turns: Turns | undefined;
  readonly #closing = new AbortController();
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #startedAt: number;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #ended = false;
  #metricsTaken: string | null = null;

  constructor(private readonly options: MirrorOptions) {
    this.#now = options.now ?? Date.now;
    this.#random = options.random ?? Math.random;
    this.#startedAt = this.#now();
    this.#ledger = new MirrorLedger({ now: this.#now, random: this.#random, log: options.log });
    const { lock, log } = options;
    this.#turns = lock && new Turns({ lock, pending: this.#pending, maxAgeMs: KEEP_MS, now: this.#now, log });
    this.#roster = new MirrorRoster(options.settings.maxQueues, options.selects ?? (() => true), options.isDead);
    const { taskMeasures = [], maxTasks = 0 } = options.settings;
    if (options.tasks && taskMeasures.length > 0) this.#tasks = new TaskRecords(taskMeasures, maxTasks);
    this.#budget = options.priceOf && new MirrorBudget(options.priceOf);
  }

  /** Takes note of one sample. Cheap, synchronous and never throws: the reading side does not notice the mirror. */
  accept(sample: Sample): void {
    if (this.#ended) return;
    try {
      this.#fold(sample);
    } catch (error) {
      this.options.log?.warn('The mirror could not take a sample.', { error: String(error) });
    }
  }

  start(): void {
    if (this.#ended || this.#timer) return;
    this.#turns?.open(this.#closing.signal);
    this.#schedule();
  }

  /**
   * Sends what is left, the running minute too, and ends the mirror. Never rejects: what could not be sent is logged
   * and stays in the status.
   * @param signal ends the attempt
   * @param tasksGoOn whether another mirror takes the minutes of tasks from now on: it sends the running one
   */
  async flush(signal: AbortSignal, tasksGoOn = false): Promise<void> {
    if (this.#ended) return;
    this.#stop();
    const leave = onAbort(signal, () => this.#closing.abort());
    try {
      await this.#sending;
      this.#pending.add(this.#folder.takeAll());
      this.#takeTasks(!tasksGoOn);
      await this.#send(true);
    } finally {
      leave();
    }
    const minutes = this.#pending.minutes - (this.#turns?.taken ?? 0);
    if (minutes > 0) this.options.log?.warn('The mirror ended before everything was stored.', { minutes });
  }

  /** Ends the mirror at once; what was not sent is lost. */
  close(): void {
    this.#stop();
    this.#closing.abort();
  }

  status(): MirrorStatus {
    return {
      label: this.options.store.label,
      startedAt: this.#startedAt,
      queues: this.#roster.size,
      leftOut: this.#roster.leftOut,
      tasks: this.#tasks ? { count: this.#tasks.roster.size, leftOut: this.#tasks.roster.leftOut } : null,
      metricsTaken: this.#metricsTaken,
      overBudget: this.#budget?.over ?? null,
      dropped: this.#pending.dropped,
      pendingMinutes: this.#pending.minutes,
      pendingRecords: this.#pending.records,
      lock: this.#turns?.status ?? null,
      ...this.#ledger.accounts,
    };
  }

  #fold(sample: Sample): void {
    const taken = this.options.standsBack?.() ?? null;
    if (taken !== this.#metricsTaken) this.#reportOff(taken, 'The mirror goes on: its metrics are its own again.');
    this.#metricsTaken = taken;
    if (taken !== null) return;
    if (sample.ok) this.#roster.see(sample.queues, sample.at);
    this.#price();
    if (this.#budget?.over) return;
    if (!this.#folder.add(sample.at, null, 'scrapeOk', sample.ok ? 1 : 0)) {
      this.#ledger.late();
      return;
    }
    if (!sample.ok) return;
    const news = this.#roster.news();
    if (news) this.#reportLeftOut(news);
    for (const measure of this.options.settings.measures) {
      const values = valuesOf(sample, measure);
      for (const [i, queue] of sample.queues.entries()) {
        const value = values?.[i];
        if (value !== undefined && Number.isFinite(value) && this.#roster.has(queue)) this.#folder.add(sample.at, queue, measure, value);
      }
    }
    if (this.#roster.known > this.#roster.size && !this.#otherIsAQueue) this.#foldOther(sample);
  }

  /** Takes the minutes of tasks that are over, and keeps of them what the settings and the budget allow. */
  #takeTasks(open: boolean): void {
    const { tasks: source } = this.options;
    if (!source || !this.#tasks) return;
    try {
      for (const minute of source.take(open)) {
        if (this.#metricsTaken !== null) continue;
        this.#tasks.roster.see(minute.at, minute.ended);
        this.#price();
        if (!this.#budget?.over) this.#pending.add(this.#tasks.of(minute));
      }
    } catch (error) {
      this.options.log?.warn('The mirror could not take the minutes of tasks.', { error: String(error) });
    }
  }

  #price(): void {
    const news = this.#budget?.see(this.#roster.known, this.#tasks?.roster.known);
    if (news) this.#reportOff(this.#budget?.over ?? null, 'The mirror is within its budget again.');
  }

  /** What found no place, as one value a measure. */
  #foldOther(sample: GoodSample): void {
    for (const measure of measuresOfOther(this.options.settings.measures)) {
      const leftOut = valuesOf(sample, measure)?.filter((_, i) => this.#roster.isLeftOut(sample.queues[i]!));
      const value = together(measure, leftOut ?? []);
      if (Number.isFinite(value)) this.#folder.add(sample.at, OTHER, measure, value);
    }
  }

  /** A name has one meaning: while a queue is really called so, nothing else is written under it. */
  get #otherIsAQueue(): boolean {
    return this.#roster.has(OTHER) || this.#roster.isLeftOut(OTHER);
  }

  #schedule(): void {
    const now = this.#now();
    const { retryAt } = this.#ledger;
    const nextMinute = minuteOf(now - this.#graceMs) + MINUTE_MS + this.#graceMs + this.#random() * JITTER_MS;
    const due = retryAt !== null && retryAt > now ? retryAt : nextMinute;
    this.#timer = setTimeout(() => void this.#tick(), due - now);
    this.#timer.unref();
  }

  get #graceMs(): number {
    return this.#tasks ? TASKS_GRACE_MS : MINUTE_GRACE_MS;
  }

  async #tick(): Promise<void> {
    const now = this.#now();
    if (!this.#tasks || now - minuteOf(now) >= TASKS_GRACE_MS) {
      this.#pending.add(this.#folder.take(now));
      this.#takeTasks(false);
    }
    this.#sending = this.#send();
    await this.#sending;
    if (!this.#ended) this.#schedule();
  }

  async #send(ending = false): Promise<void> {
    const { signal } = this.#closing;
    const round = this.#turns?.round(ending) ?? freeRound(this.#pending);
    const dropped = this.#pending.trim(this.#now());
    if (dropped > 0) this.options.log?.warn('The mirror gave up minutes that waited too long.', { records: dropped });
    if (this.#pending.records === 0) return;
    try {
      for (let batch = await round.next(signal); batch.length > 0 && !signal.aborted; batch = await round.next(signal)) {
        const started = performance.now();
        const result = await this.#put(batch);
        this.#ledger.put(result, performance.now() - started);
        await round.settle(result, signal);
        const error = result.error ?? (result.unsent.length > 0 ? new Error('The store left records behind without a word.') : undefined);
        if (error) throw error;
      }
      if (!signal.aborted) this.#ledger.succeeded();
    } catch (cause) {
      this.#ledger.failed(errorOf(cause), this.#pending.minutes);
    }
  }

  async #put(batch: readonly MinuteRecord[]): Promise<PutResult> {
    try {
      return await withDeadline(PUT_TIMEOUT_MS, (signal) => this.options.store.put(batch, signal), this.#closing.signal);
    } catch (cause) {
      // A store promises not to reject. One that does must not stop the mirror.
      return { stored: 0, refused: [], requests: 0, unsent: batch, unsure: true, error: errorOf(cause) };
    }
  }

  #reportLeftOut(leftOut: LeftOut): void {
    const { log, settings } = this.options;
    if (leftOut.count === 0) log?.info('Every queue is mirrored again.');
    else {
      const how = this.#otherIsAQueue ? `not mirrored, nor summed up: a queue is called ${OTHER}` : `mirrored only as the sum ${OTHER}`;
      log?.warn(`More queues than mirror.maxQueues (${settings.maxQueues}): some are ${how}.`, { ...leftOut });
    }
  }

  /** @param why nothing is mirrored any more; null when it is again */
  #reportOff(why: string | null, again: string): void {
    if (why === null) this.options.log?.info(again);
    else this.options.log?.warn(why);
  }

  #stop(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }
}

const errorOf = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)));
