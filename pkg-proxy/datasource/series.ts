import type { QueryMeasure } from '../../src/contract/measures';
import type { QueueQuery } from '../../src/contract/query';
import type { SeriesOf } from '../queues/range';

/** One series of an answer: what it adds up and how it is labelled. */
export interface Series extends SeriesOf {
  /** The same labels in every kind of answer, so that two queries join: broker, queue, priority. */
  readonly labels: Readonly<Record<string, string>>;
  readonly title: string;
}

/** Splits a selection of queues into series: one a queue, one a queue and priority step, or one in all. */
export function seriesOf(by: QueueQuery['by'], queues: readonly string[], steps: readonly number[], broker: string): Series[] {
  switch (by) {
    case 'queue':
      return queues.map((queue) => ({ queues: [queue], labels: { broker, queue }, title: queue }));
    case 'priority':
      return queues.flatMap((queue) =>
        steps.map((priority, step) => ({
          queues: [queue],
          step,
          queue,
          labels: { broker, queue, priority: String(priority) },
          title: `${queue} [p${priority}]`,
        })),
      );
    case 'total':
      return queues.length === 0 ? [] : [{ queues, labels: { broker }, title: `${broker} total` }];
  }
}

/** The name of a series in a legend; the measure is said only where there are several. */
export function legend(series: Series, measure: QueryMeasure, measures: readonly QueryMeasure[]): string {
  return measures.length > 1 ? `${series.title} ${measure}` : series.title;
}
