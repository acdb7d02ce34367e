import type { QueryOf } from '../../../src/contract/query';
import type { Work } from '../../lifetime/work';
import type { Monitor } from '../../queues/monitor/monitor';
import { type Bands, deviationFrom } from '../../queues/usual/band';
import { Drawing } from '../history/drawing';
import type { HistoryRange, Past } from '../history/past';
import type { Series } from '../series';
import { bandsOf } from './wanted';

/** What is compared with a band is what it is made of: averages of five minutes. Milliseconds. */
export const AVERAGED_MS = 300_000;
/** Series to a part of the work. */
const PART = 50;

export interface DeviationOptions {
  /** Epoch milliseconds, ascending. */
  readonly times: Float64Array;
  readonly range: HistoryRange;
  /** Averages from before memory, from five minutes before the range on. */
  readonly averages?: Past | undefined;
}

/** Of each series, at each time, how far the average of the five minutes (or of the interval, if it is longer) is outside the usual range. */
export function* deviationsOf(
  monitor: Monitor,
  query: QueryOf<'history' | 'now'>,
  series: readonly Series[],
  { times, range, averages }: DeviationOptions,
): Work<Float64Array[]> {
  const drawing = new Drawing(monitor.observed, { ...range, from: range.from - AVERAGED_MS }, 'avg', averages);
  const values = yield* drawing.values(series, ['waiting']);
  const deviations: Float64Array[] = [];
  for (const [s, one] of series.entries()) {
    const bands = bandsOf(monitor, query, one, 'waiting');
    deviations.push(bands ? against(bands, drawing, values[s]!, times) : new Float64Array(times.length).fill(Number.NaN));
    if (s % PART === PART - 1) yield;
  }
  return deviations;
}

function against(bands: Bands, { times: own, interval }: Pick<Drawing, 'times' | 'interval'>, values: Float64Array, times: Float64Array) {
  const length = Math.max(interval, AVERAGED_MS);
  let [first, next] = [0, 0];
  return times.map((time) => {
    while (next < own.length && own[next]! <= time) next++;
    while (first < next && own[first]! <= time - length) first++;
    let [sum, known] = [0, 0];
    for (let i = first; i < next; i++) {
      if (Number.isNaN(values[i])) continue;
      sum += values[i]!;
      known++;
    }
    const end = time + interval;
    return deviationFrom(bands.over(end - length, end), known === 0 ? Number.NaN : sum / known);
  });
}
