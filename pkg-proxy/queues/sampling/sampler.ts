import { setMaxListeners } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { DetailSettings } from '../../../src/contract/settings';
import { withDeadline } from '../../lifetime/deadline';
import { rest } from '../../lifetime/rest';
import { History } from '../history/history';
import type { Log } from '../log';
import type { Deliveries } from '../ports/probe';
import { asBrokerError, type BrokerError, type QueueReader } from '../ports/reader';
import { type FailedSample, type GoodSample, type Sample, totalsOf } from '../sample';
import { Catalogue } from './catalogue';
import { Companions } from './companions';
import { Demand } from './demand';
import type { Consumers } from './details/detail-keeper';
import { Detailing } from './details/detailing';
import { Discovery } from './discovery';
import { ReadClock } from './read-clock';

export interface SamplerOptions {
  /** Names that are always read, whether the broker knows them or not. */
  readonly queues: readonly string[];
  /** Whether to look for declared queues on the broker. */
  readonly discover: boolean;
  readonly sampleSeconds: number;
  /** Absent: only lengths are read. */
  readonly details?: DetailSettings | undefined;
}

/** One read may take this long; the first one with its discovery as long as `FIRST_MS`, below the two seconds that a query may wait. */
const READ_MS = 1500;
const FIRST_DISCOVERY_MS = 1000;
const FIRST_MS = 1700;
/** A broker that cannot be read is tried again at least this often, so that it is back within 5 s of its recovery. */
const RETRY_MS = 2000;

/**
 * Reads one broker on one clock, whoever asks: panels, alerts, streams and the mirror cost one round of reads. It starts
 * with the first request, never overlaps itself, and rests when nobody has asked for a day and nobody holds it.
 */
export class Sampler {
  readonly catalogue = new Catalogue();
  /** What runs while this runs, and rests with it. */
  readonly companions = new Companions();
  readonly history: History;
  readonly #discovery: Discovery;
  /** The last sample that succeeded. */
  latest: GoodSample | undefined;
  /** The first of the failed samples since the last good one, and the last of them. */
  failing: { readonly since: number; readonly last: FailedSample } | undefined;
  /** Milliseconds that the lengths of the last good sample took. */
  tookMs = 0;
  readonly #detailing: Detailing;

  readonly #listeners = new Set<(sample: Sample) => void>();
  #running: { readonly abort: AbortController; readonly ready: Promise<void>; sampled: boolean } | undefined;
  /** Ends with the last run: the next one waits for it, so that no two read at a time. */
  #ended: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();
  readonly #demand = new Demand();
  readonly #clock = new ReadClock();

  constructor(
    private reader: QueueReader,
    private options: SamplerOptions,
    private readonly log: Log,
  ) {
    this.#detailing = new Detailing(reader.steps.length, (error) =>
      this.log.warn('only lengths can be read of the broker', { broker: this.label, error: error.message }),
    );
    this.history = new History(reader.steps.length);
    this.#discovery = new Discovery(this.catalogue, () => this.history.keepOnly(this.catalogue.names));
    this.catalogue.configure(options.queues, options.discover);
    setMaxListeners(0, this.closed); // every stream listens: many are no leak
  }

  /** Why queues cannot be discovered although the broker can be read; undefined when they can. */
  get discoveryError(): BrokerError | undefined {
    return this.#discovery.error;
  }

  /** Whether queues that are declared on the broker may still be missing, because the first look through it is not over. */
  get discovering(): boolean {
    return this.options.discover && !this.#discovery.passedOnce && !this.#discovery.error;
  }

  get label(): string {
    return this.reader.label;
  }
  get steps(): readonly number[] {
    return this.reader.steps;
  }
  get sampleMs(): number {
    return this.options.sampleSeconds * 1000;
  }

  /** Whether the first sample since the start, or since settings changed, is there. */
  get ready(): boolean {
    return this.#running?.sampled ?? false;
  }

  /** Whether the last good sample is older than two intervals. */
  get stale(): boolean {
    return this.latest !== undefined && this.#clock.age > 2 * this.sampleMs;
  }

  /** Notes a request and starts sampling if needed. Resolves with the first sample, good or failed. */
  asked(): Promise<void> {
    this.#demand.ask();
    return this.#start();
  }

  /** Keeps the sampler going without requests until the returned function is called. */
  hold(): () => void {
    const letGo = this.#demand.hold();
    void this.#start();
    return letGo;
  }

  /** Calls the listener with every sample, in order, until the returned function is called. */
  onSample(listener: (sample: Sample) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Goes on with other settings, and with another connection to the same broker where one is given; keeps what it knows. */
  reconfigure(options: SamplerOptions, reader?: QueueReader): void {
    if (!reader && isDeepStrictEqual(options, this.options)) return;
    const wasRunning = this.#running !== undefined;
    this.#stop();
    if (reader) {
      this.reader.close();
      this.reader = reader;
    }
    this.options = options;
    this.catalogue.configure(options.queues, options.discover);
    this.history.keepOnly(this.catalogue.names);
    if (wasRunning) void this.#start(); // at once, so that a new name has its length at the next question
  }

  server(signal: AbortSignal) {
    return this.reader.server(signal);
  }

  facts(signal: AbortSignal) {
    return this.reader.facts(signal);
  }

  peek(queue: string, ageHeader: string, signal: AbortSignal) {
    return this.reader.peek(queue, ageHeader, signal);
  }

  /** Aborts when the sampler is closed: nothing more will come. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  close(): void {
    this.#closing.abort();
    this.#stop();
    this.reader.close();
    this.#listeners.clear();
  }

  #start(): Promise<void> {
    if (this.closed.aborted) return Promise.resolve();
    if (!this.#running) {
      const abort = new AbortController();
      let resolveReady: (next?: Promise<void>) => void = () => {};
      const ready = new Promise<void>((resolve) => {
        resolveReady = resolve;
      });
      const running = { abort, ready, sampled: false };
      const done = () => {
        running.sampled = true;
        // Who waits for a run that other settings replaced waits for the one in its place.
        resolveReady(this.#running === running ? undefined : this.#running?.ready);
      };
      this.#running = running;
      this.#ended = this.#ended.then(() => this.#run(abort.signal, done)).finally(done);
      this.companions.start(abort.signal);
    }
    return this.#running.ready;
  }

  #stop(): void {
    this.#running?.abort.abort();
    this.#running = undefined;
  }

  async #run(signal: AbortSignal, ready: () => void): Promise<void> {
    if (signal.aborted) return;
    // Times are taken from the clock that nobody sets: a step of the other one must not stop the sampling.
    const began = performance.now();
    // Whatever is wrong with discovery, whether the broker can be read is for the read to find out.
    if (this.options.discover) await this.#discovery.slice(this.reader, FIRST_DISCOVERY_MS, signal);
    if (signal.aborted) return;
    await this.#sample(signal, Math.min(READ_MS, FIRST_MS - (performance.now() - began)));
    ready();
    const discovering = this.options.discover ? this.#discovery.run(this.reader, signal) : undefined;
    let due = performance.now();
    while (!signal.aborted) {
      const every = this.failing ? Math.min(this.sampleMs, RETRY_MS) : this.sampleMs;
      // Ticks that went by while a read was slow are left out, not caught up with.
      due = Math.max(due + every, performance.now());
      if (!(await rest(due - performance.now(), signal))) break;
      if (this.#demand.idle) {
        this.log.info('nobody has asked for a day: sampling stops until somebody does', { broker: this.label });
        this.#stop();
        // Whoever asks next waits for a new sample and is not answered with one of days ago.
        this.latest = undefined;
        this.failing = undefined;
        break;
      }
      await this.#sample(signal, READ_MS);
    }
    await discovering;
  }

  async #sample(signal: AbortSignal, limitMs: number): Promise<void> {
    const queues = this.catalogue.names;
    const began = performance.now();
    let sample: Sample;
    try {
      const { lengths, failed } = await withDeadline(limitMs, (limit) => this.reader.depths(queues, limit), signal);
      this.tookMs = performance.now() - began;
      const lengthsOnly: GoodSample = {
        ok: true,
        at: Date.now(),
        queues,
        waiting: totalsOf(queues, lengths, failed),
        steps: lengths,
        failed,
      };
      const limits = { limitMs: limitMs - this.tookMs, staleMs: 2 * this.sampleMs };
      const details = await this.#detailing.read(this.reader, lengthsOnly, this.options.details, limits, signal);
      sample = { ...lengthsOnly, details };
    } catch (error) {
      if (signal.aborted) return;
      sample = { ok: false, at: Date.now(), error: asBrokerError(error) };
    }
    if (!signal.aborted) this.#publish(sample);
  }

  /** Who knows the queues' consumers. */
  set consumers(consumers: Consumers) {
    this.#detailing.keeper.consumers = consumers;
  }

  /** Why what lies behind the lengths could not be read the last time; undefined when it could. */
  get detailsError(): BrokerError | undefined {
    return this.#detailing.error;
  }

  /** Milliseconds that the last look behind the lengths took. */
  get detailsMs(): number {
    return this.#detailing.tookMs;
  }

  /** What workers have taken and not acknowledged, on the whole broker; undefined when it was not read. */
  get deliveries(): Deliveries | undefined {
    return this.#detailing.keeper.deliveries;
  }

  #publish(sample: Sample): void {
    const unreadableMs = this.#clock.failingFor;
    const passed = Math.min(this.#clock.tried(sample.ok), 2 * this.sampleMs); // no more, if it has rested
    if (sample.ok) {
      if (this.failing) this.log.info('the broker can be read again', { broker: this.label, unreadableMs: Math.round(unreadableMs) });
      this.failing = undefined;
      this.latest = sample;
      sample.queues.forEach((queue, q) => {
        if ((sample.waiting[q] ?? 0) > 0) this.catalogue.inUse(queue);
      });
      this.catalogue.pass(passed);
    } else {
      if (!this.failing)
        this.log.warn('the broker cannot be read', { broker: this.label, code: sample.error.code, error: sample.error.message });
      this.failing = { since: this.failing?.since ?? sample.at, last: sample };
    }
    this.history.add(sample);
    this.history.keepOnly(this.catalogue.names); // after it: a queue may have been forgotten while it was read
    for (const listener of this.#listeners) {
      try {
        listener(sample);
      } catch (error) {
        this.log.warn('a listener could not take a sample', { broker: this.label, error: String(error) });
      }
    }
  }
}
