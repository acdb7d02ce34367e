import type { DetailSettings } from '../../../src/contract/settings';
import { withDeadline } from '../deadline';
import { asBrokerError, type BrokerError, type QueueReader } from '../reader';
import type { Details, GoodSample } from '../sample';
import { DetailKeeper } from './detail-keeper';

/** What lies behind the lengths is left alone for so long after it could not be read: lengths matter more. */
const REST_MS = 30_000;

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

  /** Never rejects. @returns undefined when it cannot be read, or shall not */
  async read(
    reader: QueueReader,
    sample: GoodSample,
    options: DetailSettings | undefined,
    limitMs: number,
    signal: AbortSignal,
  ): Promise<Details | undefined> {
    const began = performance.now();
    if (!options?.enabled || began < this.#restUntil) return undefined;
    try {
      const request = this.keeper.request(sample, options);
      const probe = await withDeadline(limitMs, (limit) => reader.probe(request, limit), signal);
      this.error = undefined;
      return this.keeper.details(sample, request, probe);
    } catch (cause) {
      if (signal.aborted) return undefined;
      const error = asBrokerError(cause);
      if (!this.error) this.failed(error);
      this.error = error;
      this.#restUntil = performance.now() + REST_MS;
      return undefined;
    } finally {
      this.tookMs = performance.now() - began;
    }
  }
}
