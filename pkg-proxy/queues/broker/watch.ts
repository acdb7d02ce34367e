import { withDeadline } from '../../lifetime/deadline';
import type { BrokerFacts, BrokerReading } from '../ports/broker-facts';
import type { Deliveries } from '../ports/probe';
import { asBrokerError, type BrokerError } from '../ports/reader';
import type { Sample } from '../sample';
import { type Risk, risksOf } from './risks';
import { BrokerTrend } from './trend';

/** Facts change slowly, so they are not read more often than this. */
const LEAST_EVERY_MS = 15_000;
const READ_MS = 1500;
/** After the ACL refused, the next try comes this much later, in case the permission was added. */
const REFUSED_MS = 5 * 60_000;

/** The part of `Observed` that is needed here. */
export interface FactsSource {
  readonly sampleMs: number;
  /** Aborts when no more samples will come. */
  readonly closed: AbortSignal;
  /** Tasks that workers took and have not acknowledged; undefined if they were not read. */
  readonly deliveries: Deliveries | undefined;
  onSample(listener: (sample: Sample) => void): () => void;
}

/**
 * Reads the server's facts every 15 s, or with every sample if those are less frequent. Lives as long as its sampler and never
 * delays it. A failure costs only these facts.
 */
export class BrokerWatch {
  readonly trend = new BrokerTrend();
  /** The last reading that succeeded. */
  latest: BrokerReading | undefined;
  /** Why the last reading failed; undefined if it succeeded. */
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

  /** Whether the ACL forbids it. `error` says which permission to add. */
  get refused(): boolean {
    return this.error?.code === 'permission';
  }

  /** Whether the last reading is older than two intervals. */
  get stale(): boolean {
    return this.latest !== undefined && performance.now() - this.latest.moment > 2 * this.#everyMs;
  }

  /** Risks to the queues, most severe first; none before the first reading. */
  get risks(): Risk[] {
    return this.latest ? risksOf(this.latest.facts, this.trend, this.latest.at, this.source.deliveries) : [];
  }

  /** Resolves when the current reading has finished; at once if there is none. */
  async settled(): Promise<void> {
    await this.#reading;
  }

  /** Reads with the next sample: after a change of settings, what was refused may be allowed. */
  retry(): void {
    this.#due = Number.NEGATIVE_INFINITY;
  }

  /** Calls the listener with every reading and its predecessor, until the returned function is called. */
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

  /** When the server is back, read it at once to see whether it is the same one. */
  #unreadable(at: number): void {
    this.#due = Number.NEGATIVE_INFINITY;
    this.trend.add(at, undefined);
  }

  async #read(): Promise<void> {
    const { source } = this;
    // Due half a sample early, so that a sample that comes slightly early does not postpone it by a whole sample.
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
