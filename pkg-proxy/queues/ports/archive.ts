import type { Measure } from '../../../src/contract/measures';
import type { DurationStatistic } from '../../../src/contract/queries/runs';
import type { Statistic } from '../../../src/contract/query';
import type { TaskSubject } from './metric-store';

/** A part of the past of one measure, of several queues at once. */
export interface ArchiveRequest {
  readonly queues: readonly string[];
  /** Default: waiting. */
  readonly measure?: Measure | undefined;
  /** Epoch milliseconds; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** Requested interval between points, milliseconds. The store may only have coarser points, depending on the age of the data. */
  readonly interval: number;
  readonly statistic: Statistic;
  /** Whether what is read will be asked for again, so that it is kept; default true. Else a metric is charged once. */
  readonly keep?: boolean | undefined;
}

/** A part of the past of one measure of tasks. */
export interface TaskArchiveRequest extends Pick<ArchiveRequest, 'from' | 'to' | 'interval'> {
  /** Names as Celery knows them, and `Other`; for `listened` null stands for all. */
  readonly tasks: readonly (string | null)[];
  readonly measure: TaskSubject['measure'];
  /** Of `runtime`. The other measures are added up, and so twice as high where a minute was stored twice. */
  readonly statistic: DurationStatistic;
}

/** Points at equal intervals. A range may come as several segments, with coarser ones for older parts. */
export interface ArchiveSegment {
  /** Starts of the periods, epoch milliseconds, ascending multiples of `period`. */
  readonly times: Float64Array;
  /** One array per queue, in the order asked for, as long as `times`; NaN if nothing was stored. */
  readonly values: readonly Float64Array[];
  /** Milliseconds. */
  readonly period: number;
}

/** Cost of reading since the start. */
export interface ArchiveCounts {
  /** Requests that were sent, failed ones included. */
  readonly requests: number;
  /** Metrics in answered requests, counted per page: the most that is billed. */
  readonly metricsRead: number;
  /** US dollars at list prices. */
  readonly dollars: number;
}

/** Reads measures of queues from a long-term store. */
export interface Archive {
  /** Where it reads, for a person. */
  readonly label: string;
  /**
   * Reads segments, oldest first, without gap or overlap between them.
   * @throws StoreError in words a person can act on
   */
  read(request: ArchiveRequest, signal: AbortSignal): Promise<readonly ArchiveSegment[]>;
  /**
   * The same of tasks.
   * @throws StoreError in words a person can act on
   */
  readTasks(request: TaskArchiveRequest, signal: AbortSignal): Promise<readonly ArchiveSegment[]>;
  /**
   * Names of recently stored queues, unordered. `read` may have data for other queues too.
   * @throws StoreError in words a person can act on, while no names are known
   */
  queues(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * The same of tasks, `Other` among them.
   * @throws StoreError in words a person can act on, as long as no names are known
   */
  tasks(signal: AbortSignal): Promise<readonly string[]>;
  counts(): ArchiveCounts;
  close(): void;
}
