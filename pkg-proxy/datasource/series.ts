import type { QueryMeasure } from '../../src/contract/measures';
import { legendOf } from '../../src/contract/queries/legend';
import type { QueryOf } from '../../src/contract/query';
import type { Work } from '../lifetime/work';
import type { SeriesOf } from '../queues/series';
import { passing } from './filters';

/** One series of an answer: what it adds up and how it is labelled. */
export interface Series extends SeriesOf {
  /** The same labels in every kind of answer, so that two queries join: broker, queue, priority. */
  readonly labels: Readonly<Record<string, string>>;
  readonly title: string;
}

/** Queues between two yields: below a millisecond. */
const PART = 500;

/** The series of a queue, or of one of its priorities. Labels and title are created on demand, because most series are only ranked. */
class QueueSeries implements Series {
  constructor(
    private readonly broker: string,
    readonly queues: readonly [queue: string],
    readonly step?: number,
    private readonly priority?: number,
  ) {}

  get labels(): Readonly<Record<string, string>> {
    const labels = { broker: this.broker, queue: this.queues[0] };
    return this.priority === undefined ? labels : { ...labels, priority: String(this.priority) };
  }

  get title(): string {
    return this.priority === undefined ? this.queues[0] : `${this.queues[0]} [p${this.priority}]`;
  }
}

/** Splits a selection of queues into series: one per queue, one per queue and priority step, or one in total. */
export function* seriesOf(
  { by, filters }: Pick<QueryOf<'now'>, 'by' | 'filters'>,
  queues: readonly string[],
  steps: readonly number[],
  broker: string,
): Work<Series[]> {
  if (by === 'total') return queues.length === 0 ? [] : [{ queues, labels: { broker }, title: `${broker} total` }];
  const series: Series[] = [];
  const passes = passing(filters, 'priority') ?? (() => true);
  for (const [q, queue] of queues.entries()) {
    const one = [queue] as const;
    if (by === 'queue') series.push(new QueueSeries(broker, one));
    else
      for (const [step, priority] of steps.entries())
        if (passes(String(priority))) series.push(new QueueSeries(broker, one, step, priority));
    if (q % PART === PART - 1) yield;
  }
  return series;
}

/** The name of a series in a legend; the measure is said only where there are several. */
export function legend(series: Series, measure: QueryMeasure, measures: readonly QueryMeasure[]): string {
  return measures.length > 1 ? `${series.title} ${measure}` : series.title;
}

/** The name that a query gives to a series with its `legend`; undefined if it leaves the name to us. */
export function ownLegend(
  { legend: template }: Pick<QueryOf<'history'>, 'legend'>,
  labels: Series['labels'],
  measure: string,
): string | undefined {
  return template === '' ? undefined : legendOf(template, { ...labels, measure });
}
