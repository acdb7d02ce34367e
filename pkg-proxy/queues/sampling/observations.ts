import { setMaxListeners } from 'node:events';
import type { History } from '../history/history';
import type { Log } from '../log';
import type { Observed } from '../observed';
import type { FailedSample, GoodSample, Sample } from '../sample';
import type { Catalogue } from './catalogue';
import type { Discovery } from './discovery';
import { ReadClock } from './read-clock';
import type { SampleTaker } from './sample-taker';

/** Keeps what was observed, and calls the listeners. Every sample is recorded once, in order. */
export class Observations implements Observed {
  ready = false;
  latest: GoodSample | undefined;
  failing: { readonly since: number; readonly last: FailedSample } | undefined;
  tookMs = 0;
  readonly #listeners = new Set<(sample: Sample) => void>();
  readonly #clock = new ReadClock();
  readonly #closing = new AbortController();

  constructor(
    readonly catalogue: Catalogue,
    readonly history: History,
    private readonly discovery: Discovery,
    private readonly taker: SampleTaker,
    private readonly log: Log,
  ) {
    setMaxListeners(0, this.closed); // every stream listens, so many listeners are no leak
  }

  get label(): string {
    return this.taker.reader.label;
  }
  get steps(): readonly number[] {
    return this.taker.reader.steps;
  }
  get sampleMs(): number {
    return this.taker.options.sampleSeconds * 1000;
  }
  get stale(): boolean {
    return this.latest !== undefined && this.#clock.age > 2 * this.sampleMs;
  }
  get detailsMs(): number {
    return this.taker.detailing.tookMs;
  }
  get detailsError() {
    return this.taker.detailing.error;
  }
  get deliveries() {
    return this.taker.detailing.keeper.deliveries;
  }
  get discovering(): boolean {
    return this.taker.options.discover && !this.discovery.passedOnce && !this.discovery.error;
  }
  get discoveryError() {
    return this.discovery.error;
  }
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  onSample(listener: (sample: Sample) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param tookMs how long it took to read the lengths */
  record(sample: Sample, tookMs: number): void {
    const unreadableMs = this.#clock.failingFor;
    const passed = Math.min(this.#clock.tried(sample.ok), 2 * this.sampleMs); // capped, because the sampler may have rested
    if (sample.ok) this.#recordGood(sample, tookMs, { passed, unreadableMs });
    else this.#recordFailed(sample);
    this.ready = true;
    this.history.add(sample);
    this.history.keepOnly(this.catalogue.names); // after `add`: a queue may have been forgotten while it was read
    for (const listener of this.#listeners) {
      try {
        listener(sample);
      } catch (error) {
        this.log.warn('A listener failed on a sample.', { broker: this.label, error });
      }
    }
  }

  /** The next request waits for a new sample, so that it is not answered with one from days ago. */
  forgetLatest(): void {
    this.latest = undefined;
    this.failing = undefined;
  }

  close(): void {
    this.#closing.abort();
    this.#listeners.clear();
  }

  #recordGood(sample: GoodSample, tookMs: number, { passed, unreadableMs }: { passed: number; unreadableMs: number }): void {
    if (this.failing) this.log.info('The broker can be read again.', { broker: this.label, unreadableMs: Math.round(unreadableMs) });
    this.failing = undefined;
    this.latest = sample;
    this.tookMs = tookMs;
    sample.queues.forEach((queue, q) => {
      if ((sample.waiting[q] ?? 0) > 0) this.catalogue.inUse(queue);
    });
    this.catalogue.pass(passed);
  }

  #recordFailed(sample: FailedSample): void {
    if (!this.failing) this.log.warn('The broker cannot be read.', { broker: this.label, code: sample.error.code, error: sample.error });
    this.failing = { since: this.failing?.since ?? sample.at, last: sample };
  }
}
