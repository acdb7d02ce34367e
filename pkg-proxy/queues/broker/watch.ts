import { withDeadline } from '../../lifetime/deadline';
import type { BrokerFacts, BrokerReading } from '../ports/broker-facts';
import type { Deliveries } from '../ports/probe';
import { asBrokerError, type BrokerError } from '../ports/reader';
import type { Sample } from '../sample';
import { type Risk, risksOf } from './risks';
import { BrokerTrend } from './trend';

/** Facts change slowly: they are read at most this often. */
const LEAST_EVERY_MS = 15_000;
const READ_MS = 1500;
/** What the ACL refuses is tried again this often, in case the right is added. */
const REFUSED_MS = 5 * 60_000;

/** What of a broker's observations is needed here. */
export interface FactsSource {
  readonly sampleMs: number;
  /** Aborts when nothing more will come. */
  readonly closed: AbortSignal;
  /** What workers have taken and not acknowledged; undefined when it was not read. */
  readonly deliveries: Deliveries | undefined;
  onSample(listener: (sample: Sample) => void): () => void;
}

/**
 * Reads how the server fares, every 15 s or every sample if those are rarer, beside the samples and as long as they are taken. It
 * lives and ends with its sampler. Whatever is wrong with it costs these facts alone.
 */
export class BrokerWatch {
  readonly trend = new BrokerTrend();
  /** The last reading that succeeded. */
  latest: BrokerReading | undefined;
  /** Why the last try failed; undefined when it did not. */
  error: BrokerError | undefined;
  readonly #listeners = new Set<(reading: BrokerReading, before: BrokerReading | undefined) => void>();
  #due = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(
    private readonly source: FactsSource,
    private readonly facts: (signal: AbortSignal) => Promise<BrokerFacts>,
  ) {
    source.onSample((sample) => (sample.ok ? this.#sampled() : this.#unreadable(sample.at)));
  }

  /** Whether the ACL forbids it. `error` says which right to add. */
  get refused(): boolean {
    return this.error?.code === 'permission';
  }

  /** Whether the last reading is older than two intervals. */
  get stale(): boolean {
    return this.latest !== undefined && performance.now() - this.latest.moment > 2 * this.#everyMs;
  }

  /** What endangers the queues, gravest first; none while nothing is known. */
  get risks(): Risk[] {
    return this.latest ? risksOf(this.latest.facts, this.trend, this.latest.at, this.source.deliveries) : [];
  }

  /** Resolves when the reading that is under way is over; at once when there is none. */
  async settled(): Promise<void> {
    await this.#reading;
  }

  /** Reads with the next sample: settings have changed, so what was refused may be allowed. */
  retry(): void {
    this.#due = Number.NEGATIVE_INFINITY;
  }

  /** Calls the listener with every reading and the one before it, until the returned function is called. */
  onReading(listener: (reading: BrokerReading, before: BrokerReading | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get #everyMs(): number {
    return Math.max(this.source.sampleMs, LEAST_EVERY_MS);
  }

  #sampled(): void {
    if (this.#reading || performance.now() < this.#due) return;
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
    });
  }

  /** A server that is back tells at once whether it is the same one. */
  #unreadable(at: number): void {
    this.#due = Number.NEGATIVE_INFINITY;
    this.trend.add(at, undefined);
  }

  async #read(): Promise<void> {
    const { source } = this;
    // Half a sample early, so that a sample that comes a moment too soon does not make it wait for the one after.
    this.#due = performance.now() + this.#everyMs - source.sampleMs / 2;
    try {
      const facts = await withDeadline(READ_MS, (limit) => this.facts(limit), source.closed);
      if (source.closed.aborted) return;
      this.error = undefined;
      this.#publish({ at: Date.now(), moment: performance.now(), facts });
    } catch (error) {
      if (source.closed.aborted) return;
      this.error = asBrokerError(error);
      if (this.refused) this.#due = performance.now() + REFUSED_MS;
      this.trend.add(Date.now(), undefined);
    }
  }

  #publish(reading: BrokerReading): void {
    const before = this.latest;
    this.latest = reading;
    this.trend.add(reading.at, reading.facts, reading.moment);
    for (const listener of this.#listeners) listener(reading, before);
  }
}
