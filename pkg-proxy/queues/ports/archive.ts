import type { Measure } from '../../../src/contract/measures';
import type { Statistic } from '../../../src/contract/query';

/** A part of the past of one measure, of several queues at once. */
export interface ArchiveRequest {
  readonly queues: readonly string[];
  /** Default: waiting. */
  readonly measure?: Measure | undefined;
  /** Epoch milliseconds; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** Wished distance of points, milliseconds. The store may have to answer coarser, by the age of the data. */
  readonly interval: number;
  readonly statistic: Statistic;
  /** Whether what is read will be asked for again, so that it is kept; default true. Else a metric is charged once. */
  readonly keep?: boolean | undefined;
}

/** Points of equal distance. What was asked for may come in several, coarser ones for older parts. */
export interface ArchiveSegment {
  /** Starts of the periods, epoch milliseconds, ascending multiples of `period`. */
  readonly times: Float64Array;
  /** One array a queue, in the order asked for, as long as `times`; NaN where nothing was stored. */
  readonly values: readonly Float64Array[];
  /** Milliseconds. */
  readonly period: number;
}

/** What reading has cost since the start. */
export interface ArchiveCounts {
  /** Requests that were sent, failed ones included. */
  readonly requests: number;
  /** Metrics in requests that were answered, each page counted: what is charged at most. */
  readonly metricsRead: number;
  /** US dollars at list prices. */
  readonly dollars: number;
}

/** Measures of queues as a store has kept them for longer than this process lives. */
export interface Archive {
  /** Where it reads, for a person. */
  readonly label: string;
  /**
   * Reads segments, oldest first, without gap or overlap between them.
   * @throws StoreError in words a person can act on
   */
  read(request: ArchiveRequest, signal: AbortSignal): Promise<readonly ArchiveSegment[]>;
  /**
   * Names of queues that it has heard of lately, in no order; of those it has not, `read` may know something all the same.
   * @throws StoreError in words a person can act on, as long as no names are known
   */
  queues(signal: AbortSignal): Promise<readonly string[]>;
  counts(): ArchiveCounts;
  close(): void;
}
