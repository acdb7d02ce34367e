import type { ReadableHistory } from './history/history';
import type { Deliveries } from './ports/probe';
import type { BrokerError } from './ports/reader';
import type { FailedSample, GoodSample, Sample } from './sample';
import type { Catalogue } from './sampling/catalogue';

/** What was observed of one broker, read-only. Times are milliseconds; `at` and `since` are epoch milliseconds. */
export interface Observed {
  /** Names the broker, such as `redis:6379/0`. */
  readonly label: string;
  /** The priority steps of a queue. */
  readonly steps: readonly number[];
  /** The sample interval. */
  readonly sampleMs: number;
  readonly catalogue: Pick<Catalogue, 'names' | 'has' | 'isDead' | 'entries' | 'leftOut'>;
  readonly history: ReadableHistory;

  /** Whether there was a sample since the start, or since the last change of settings. */
  readonly ready: boolean;
  /** The last sample that succeeded. */
  readonly latest: GoodSample | undefined;
  /** The time of the first failed sample since the last good one, and the last failed sample. Undefined if the last sample is good. */
  readonly failing: { readonly since: number; readonly last: FailedSample } | undefined;
  /** Whether the last good sample is older than two intervals. */
  readonly stale: boolean;
  /** How long it took to read the lengths of the last good sample. */
  readonly tookMs: number;

  /** How long it took to read the last queue details. */
  readonly detailsMs: number;
  /** Why the last queue details could not be read; undefined if they could. */
  readonly detailsError: BrokerError | undefined;
  /** Unacknowledged tasks of the whole broker; undefined if they were not read. */
  readonly deliveries: Deliveries | undefined;

  /** Whether declared queues may still be missing because the first discovery has not finished. */
  readonly discovering: boolean;
  /** Why queues cannot be discovered although the broker can be read; undefined if they can. */
  readonly discoveryError: BrokerError | undefined;

  /** Calls the listener with every sample, in order, until the returned function is called. */
  onSample(listener: (sample: Sample) => void): () => void;
  /** Aborts when no more samples will come. */
  readonly closed: AbortSignal;
}
