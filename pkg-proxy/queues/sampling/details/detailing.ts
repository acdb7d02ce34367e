import type { DetailSettings } from '../../../../src/contract/settings';
import { withDeadline } from '../../../lifetime/deadline';
import { asBrokerError, type BrokerError, type QueueReader } from '../../ports/reader';
import type { Details, GoodSample } from '../../sample';
import { type ConsumerSource, DetailKeeper } from './detail-keeper';

/** What lies behind the lengths is left alone for so long after it could not be read: lengths matter more. */
const REST_MS = 30_000;

/** What details are read with. */
export interface DetailSource {
  readonly reader: QueueReader;
  readonly options: { readonly details?: DetailSettings | undefined };
  /** Who knows the consumers of queues; undefined where nobody does. */
  readonly consumers: ConsumerSource | undefined;
}

/** Reads what lies behind the lengths of a sample. Whatever is wrong with it costs it alone. */
export class Detailing {
  readonly keeper: DetailKeeper;
  /** Milliseconds that the last one took. */
  tookMs = 0;
  /** Why it could not be read the last time; undefined when it could. */
  error: BrokerError | undefined;
  #restUntil = 0;

  /** @param steps priority steps of a queue */
  constructor(
    steps: number,
    private readonly failed: (error: BrokerError) => void,
  ) {
    this.keeper = new DetailKeeper(steps);
  }

  /**
   * Never rejects. Who consumes is known from elsewhere, so that is there also when the broker's lists cannot be looked into, or
   * shall not.
   * @param limitMs for the reading; what was looked at longer ago than `staleMs` is stale
   */
  async read(
    { reader, options: { details: options }, consumers }: DetailSource,
    sample: GoodSample,
    { limitMs, staleMs }: { readonly limitMs: number; readonly staleMs: number },
    signal: AbortSignal,
  ): Promise<Details | undefined> {
    const began = performance.now(); // and when the sample was taken
    if (!options?.enabled) {
      this.error = undefined;
      this.keeper.rest();
    }
    if (!options?.enabled || began < this.#restUntil) return this.keeper.withoutLook(sample, began, consumers);
    try {
      const request = this.keeper.request(sample, options);
      const probe = await withDeadline(limitMs, (limit) => reader.probe(request, limit), signal);
      this.error = undefined;
      return this.keeper.details(sample, request, probe, { moment: began, staleMs, consumers });
    } catch (cause) {
      const without = this.keeper.withoutLook(sample, began, consumers);
      if (signal.aborted) return without;
      const error = asBrokerError(cause);
      if (!this.error) this.failed(error);
      this.error = error;
      this.#restUntil = performance.now() + REST_MS;
      return without;
    } finally {
      this.tookMs = performance.now() - began;
    }
  }
}
