import type { Measure } from '../../src/contract/measures';

/** What a series puts together: a measure of queues, or what waits in one priority step of them (an index into the steps). */
export interface SeriesOf {
  readonly queues: readonly string[];
  readonly step?: number | undefined;
  /** Default: waiting. */
  readonly measure?: Measure | undefined;
}
