import type { DetailSettings } from '../../../../src/contract/settings';
import { withDeadline } from '../../../lifetime/deadline';
import { asBrokerError, type BrokerError, type QueueReader } from '../../ports/reader';
import type { Details, GoodSample } from '../../sample';
import { DetailKeeper, type Told } from './detail-keeper';

/** After a failure, queue details are not read for this long: lengths matter more. */
const REST_MS = 30_000;

/** What `Detailing` reads from and by. */
export interface DetailSource {
  readonly reader: QueueReader;
  readonly options: { readonly details?: DetailSettings | undefined };
  readonly told: Told;
}

/** Reads the queue details of a sample. A failure costs only the details. */
export class Detailing {
  readonly keeper: DetailKeeper;
  /** Milliseconds that the last read took. */
  tookMs = 0;
  /** Why the last read failed; undefined if it succeeded. */
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
   * Never rejects. Consumers and how busy they are have another source, so they are there even if the lists cannot or must not be inspected.
   * @param limitMs for the read; a look older than `staleMs` is stale
   */
  async read(
    { reader, options: { details: options }, told }: DetailSource,
    sample: GoodSample,
    { limitMs, staleMs }: { readonly limitMs: number; readonly staleMs: number },
    signal: AbortSignal,
  ): Promise<Details | undefined> {
    const began = performance.now(); // also the time of the sample
    if (!options?.enabled) {
      this.error = undefined;
      this.keeper.rest();
    }
    if (!options?.enabled || began < this.#restUntil) return this.keeper.withoutLook(sample, began, told);
    try {
      const request = this.keeper.request(sample, options);
      const probe = await withDeadline(limitMs, (limit) => reader.probe(request, limit), signal);
      this.error = undefined;
      return this.keeper.details(sample, request, probe, { moment: began, staleMs, ...told });
    } catch (cause) {
      const without = this.keeper.withoutLook(sample, began, told);
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
