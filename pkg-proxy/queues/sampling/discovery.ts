import { BackOff } from '../../lifetime/back-off';
import { withDeadline } from '../../lifetime/deadline';
import { rest } from '../../lifetime/rest';
import { brokerPace } from '../broker-pace';
import { asBrokerError, type BrokerError, type QueueReader } from '../ports/reader';
import type { Catalogue } from './catalogue';

export const DISCOVERY_MS = 60_000;
/** Slices follow sooner during a pass over a large keyspace, and after the first failure. */
const SOON_MS = 2000;
/** A slice takes less than a second; connecting over TLS from far away takes as long again. */
const SLICE_LIMIT_MS = 5000;

/** Finds declared queues, on its own clock, for the catalogue. A failure costs only discovery. */
export class Discovery {
  /** Whether the whole keyspace has been scanned since the start. */
  passedOnce = false;
  readonly #backOff = new BackOff({ pace: brokerPace(SOON_MS) });
  /** Until the next slice, milliseconds. */
  #pauseMs = SOON_MS;

  constructor(
    private readonly catalogue: Catalogue,
    /** Called when the catalogue may have changed. */
    private readonly changed: () => void,
  ) {}

  /** Why queues cannot be discovered; undefined when they can. */
  get error(): BrokerError | undefined {
    return this.#backOff.error;
  }

  /** Runs until the signal aborts. The reader has a connection of its own for this, so that no sample waits for it. */
  async run(reader: QueueReader, signal: AbortSignal): Promise<void> {
    this.#pauseMs = SOON_MS;
    while (await rest(this.#pauseMs, signal)) await this.slice(reader, SLICE_LIMIT_MS, signal);
  }

  /** One slice, within a time limit in milliseconds. Never rejects. */
  async slice(reader: QueueReader, limitMs: number, signal: AbortSignal): Promise<void> {
    try {
      const { queues, complete } = await withDeadline(limitMs, (limit) => reader.discover(limit), signal);
      if (signal.aborted) return;
      this.catalogue.discovered(queues);
      this.changed();
      this.passedOnce ||= complete;
      this.#pauseMs = complete ? DISCOVERY_MS : SOON_MS;
      this.#backOff.succeeded();
    } catch (error) {
      if (signal.aborted) return;
      this.#pauseMs = this.#backOff.failed(asBrokerError(error));
    }
  }
}
