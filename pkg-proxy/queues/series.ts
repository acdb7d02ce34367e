import type { Measure } from '../../src/contract/measures';

/** A series: a measure of one or more queues, or their waiting tasks of one priority step (an index into the steps). */
export interface SeriesOf {
  readonly queues: readonly string[];
  readonly step?: number | undefined;
  /** Default: waiting. */
  readonly measure?: Measure | undefined;
}
