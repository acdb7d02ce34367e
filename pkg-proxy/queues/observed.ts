import type { ReadableHistory } from './history/history';
import type { Deliveries } from './ports/probe';
import type { BrokerError } from './ports/reader';
import type { FailedSample, GoodSample, Sample } from './sample';
import type { Catalogue } from './sampling/catalogue';

/** What was observed of one broker, for those who only read it. Times are milliseconds; `at` and `since` are epoch milliseconds. */
export interface Observed {
  /** Names the broker, such as `redis:6379/0`. */
  readonly label: string;
  /** The priority steps of a queue. */
  readonly steps: readonly number[];
  /** The sample interval. */
  readonly sampleMs: number;
  readonly catalogue: Pick<Catalogue, 'names' | 'has' | 'isDead' | 'entries' | 'leftOut'>;
  readonly history: ReadableHistory;

  /** Whether the first sample since the start, or since settings changed, is there. */
  readonly ready: boolean;
  /** The last sample that succeeded. */
  readonly latest: GoodSample | undefined;
  /** The first of the failed samples since the last good one, and the last of them. */
  readonly failing: { readonly since: number; readonly last: FailedSample } | undefined;
  /** Whether the last good sample is older than two intervals. */
  readonly stale: boolean;
  /** How long the lengths of the last good sample took. */
  readonly tookMs: number;

  /** How long the last reading of queue details took. */
  readonly detailsMs: number;
  /** Why queue details could not be read the last time; undefined when they could. */
  readonly detailsError: BrokerError | undefined;
  /** What workers have taken and not acknowledged, on the whole broker; undefined when it was not read. */
  readonly deliveries: Deliveries | undefined;

  /** Whether declared queues may still be missing, because the first look through the broker is not over. */
  readonly discovering: boolean;
  /** Why queues cannot be discovered although the broker can be read; undefined when they can. */
  readonly discoveryError: BrokerError | undefined;

  /** Calls the listener with every sample, in order, until the returned function is called. */
  onSample(listener: (sample: Sample) => void): () => void;
  /** Aborts when nothing more will come. */
  readonly closed: AbortSignal;
}
