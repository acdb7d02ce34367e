import { MEASURES, type Measure } from '../../../src/contract/measures';

/** A measure of a queue as one word, by which buckets are kept and asked for. No measure has a space in its name. */
export function seriesOf(measure: Measure, queue: string): string {
  return `${measure} ${queue}`;
}

/** The other way round. */
export function readSeries(series: string): { readonly measure: Measure; readonly queue: string } {
  const at = series.indexOf(' ');
  const measure = MEASURES.find((m) => m === series.slice(0, at)) ?? 'waiting';
  return { measure, queue: series.slice(at + 1) };
}
