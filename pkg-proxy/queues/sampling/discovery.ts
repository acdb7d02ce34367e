import { withDeadline } from '../../lifetime/deadline';
import { rest } from '../../lifetime/rest';
import { asBrokerError, type BrokerError, type QueueReader } from '../ports/reader';
import type { Catalogue } from './catalogue';

const EVERY_MS = 60_000;
/** While a pass over a large keyspace is under way, or after a failure, slices follow one another sooner. */
const SOON_MS = 2000;
/** A slice takes less than a second; connecting over TLS from far away takes as long again. */
const SLICE_LIMIT_MS = 5000;

/** Looks for declared queues on a clock of its own, and tells the catalogue. Whatever is wrong with it costs discovery alone. */
export class Discovery {
  /** Why queues cannot be discovered; undefined when they can. */
  error: BrokerError | undefined;
  /** Whether the whole keyspace has been looked through since the start. */
  passedOnce = false;
  #passComplete = false;

  constructor(
    private readonly catalogue: Catalogue,
    /** Called when the catalogue may have changed. */
    private readonly changed: () => void,
  ) {}

  /** Goes on until the signal aborts. The reader has a connection for this, so that no sample waits for it. */
  async run(reader: QueueReader, signal: AbortSignal): Promise<void> {
    let every = SOON_MS;
    while (await rest(every, signal)) {
      await this.slice(reader, SLICE_LIMIT_MS, signal);
      // What the server refuses once it refuses again.
      const refused = this.error?.code === 'permission' || this.error?.code === 'protocol';
      every = this.#passComplete || refused ? EVERY_MS : SOON_MS;
    }
  }

  /** One slice, within a time limit in milliseconds. Never rejects. */
  async slice(reader: QueueReader, limitMs: number, signal: AbortSignal): Promise<void> {
    try {
      const { queues, complete } = await withDeadline(limitMs, (limit) => reader.discover(limit), signal);
      if (signal.aborted) return;
      this.catalogue.discovered(queues);
      this.changed();
      this.#passComplete = complete;
      this.passedOnce ||= complete;
      this.error = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.#passComplete = false;
      this.error = asBrokerError(error);
    }
  }
}
