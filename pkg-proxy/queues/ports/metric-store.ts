import type { Measure } from '../../../src/contract/measures';
import { englishText, type Said } from '../../../src/contract/messages/message';
import type { TaskMeasure } from '../../../src/contract/task-measures';

/**
 * One minute of one measure, ready to be stored. The samples of the minute are folded: `values[i]` occurred `counts[i]`
 * times, so that minimum, maximum, average and percentiles of the minute stay exact.
 */
interface Minute {
  /** Start of the minute, epoch milliseconds, a multiple of 60,000. */
  readonly at: number;
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/** Of a queue or the broker: what its samples were. */
export interface QueueSubject {
  /** Queue name as Celery knows it; null for what belongs to the whole broker. */
  readonly queue: string | null;
  readonly task?: undefined;
  /** `scrapeOk` is 1 or 0 a sample: could the broker be read. */
  readonly measure: Measure | 'scrapeOk';
}

/** Of a task: how many runs there were, one value a minute, and how long each took. */
export interface TaskSubject {
  readonly queue: null;
  /** Name as Celery knows it; null for what belongs to all. */
  readonly task: string | null;
  /** `listened`: seconds of the minute in which somebody listened to events of tasks. */
  readonly measure: TaskMeasure | 'listened';
}

export type Subject = QueueSubject | TaskSubject;
export type QueueMinuteRecord = Minute & QueueSubject;
export type TaskMinuteRecord = Minute & TaskSubject;
export type MinuteRecord = QueueMinuteRecord | TaskMinuteRecord;

/** A record that the store will never take, and why. Retrying it is useless. */
export interface RefusedRecord {
  readonly record: MinuteRecord;
  readonly reason: string;
}

export interface PutResult {
  readonly stored: number;
  readonly refused: readonly RefusedRecord[];
  /** Requests that were sent, failed ones included. */
  readonly requests: number;
  /** Records to send again later, if the store failed on the way; never ones known to be stored. `error` is the cause. */
  readonly unsent: readonly MinuteRecord[];
  /** Some of `unsent` may have been stored after all: a response was lost. */
  readonly unsure?: boolean | undefined;
  readonly error?: Error | undefined;
}

/** A long-term store for minutes, such as CloudWatch. */
export interface MetricStore {
  /** Where it writes, for a person: `Celery/Redis in eu-west-1`. */
  readonly label: string;
  /**
   * Stores records, in as few requests as the store's limits allow. Never rejects: failures are in the result, because part of a
   * batch may have been stored.
   */
  put(records: readonly MinuteRecord[], signal: AbortSignal): Promise<PutResult>;
  /**
   * Checks, without writing, whether the store can be reached with these credentials.
   * @throws StoreError in words a person can act on
   */
  check(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** The store cannot be used: what happened and what to do, without secrets. `retryable` false: settings must change first. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly said: Said,
    readonly retryable: boolean,
    options?: ErrorOptions,
  ) {
    super(englishText(said), options);
  }
}
