import { type Measure, STATUSES } from '../../../src/contract/measures';
import type { Statistic } from '../../../src/contract/query';
import type { Thresholds } from '../../../src/contract/settings';
import { hasAgeThresholds } from '../../../src/contract/settings/age-thresholds';
import type { Work } from '../../lifetime/work';
import { peak, Reading } from '../../queues/history/range';
import type { Observed } from '../../queues/observed';
import type { SeriesOf } from '../../queues/series';
import { FROM_GOOD_TO_BAD, latenessOf, severityOf, statusOf, thresholdOf } from '../../queues/thresholds';
import { greatest } from '../../queues/values';
import type { Series } from '../series';
import { largestOf } from './largest';
import { type HistoryRange, type Past, timesWithPast, withPast } from './past';

/** Series, or queues of them, that are read at a time where their values are not kept. */
const AT_A_TIME = 2000;

/** All that is known of a range, from memory and from before it, as it was when this was made. */
export class Drawing {
  readonly times: Float64Array;
  /** Milliseconds between two points of memory, 0 for samples as taken. */
  readonly interval: number;
  readonly #live: Reading;
  readonly #past: Past | undefined;

  constructor(
    { history, sampleMs }: Observed,
    range: HistoryRange,
    private readonly statistic: Statistic,
    past: Past | undefined,
  ) {
    const { from, interval } = past ? { from: past.until, interval: past.interval } : range;
    this.#live = new Reading(history, { from, to: range.to, interval, sampling: sampleMs, statistic });
    this.#past = past && past.times.length > 0 ? past : undefined;
    this.times = this.#past ? timesWithPast(this.#past, this.#live.times) : this.#live.times;
    this.interval = this.#live.interval;
  }

  /** Of all series the first measure, then the next, … */
  *values(series: readonly SeriesOf[], measures: readonly Measure[]): Work<Float64Array[]> {
    const values = yield* this.#live.values(series, measures);
    return this.#past ? yield* withPast(this.#past, series, measures, { times: this.#live.times, values }, this.statistic) : values;
  }

  /** The n series that reached highest, in the order in which all of them stand; 0 is all. Chosen before any is drawn. */
  *largest(series: readonly Series[], measure: Measure, n: number): Work<readonly Series[]> {
    if (n === 0 || series.length <= n) return series;
    const peaks = yield* this.#peaks(series, measure);
    return largestOf(peaks, n).map((s) => series[s]!);
  }

  *#peaks(series: readonly SeriesOf[], measure: Measure): Work<Float64Array> {
    if (!this.#past) return yield* this.#live.peaks(series, measure);
    const peaks = new Float64Array(series.length);
    for (let from = 0; from < series.length; from += AT_A_TIME) {
      const values = yield* this.values(series.slice(from, from + AT_A_TIME), [measure]);
      for (const [s, own] of values.entries()) peaks[from + s] = peak(own);
      yield;
    }
    return peaks;
  }

  /**
   * A status is a queue's, so a total has that of its worst queue, and a priority that of its queue.
   * @returns of each series, at each time, the rank of its status; NaN where that is not known
   */
  *statuses(series: readonly Series[], thresholds: Thresholds): Work<Float64Array[]> {
    /** Of each queue where it counts; of a total all its queues at one place. */
    const places = new Map<string, Uint8Array>();
    const worst = series.map(({ queues }) => {
      const place = places.get(queues[0] ?? '') ?? new Uint8Array(this.times.length).fill(severityOf('ok'));
      for (const queue of queues) places.set(queue, place);
      return place;
    });
    const queues = [...places];
    const ages = hasAgeThresholds(thresholds) ? (['oldestAge'] as const) : [];
    for (let from = 0; from < queues.length; from += AT_A_TIME) {
      const part = queues.slice(from, from + AT_A_TIME);
      const each = part.map(([queue]) => ({ queues: [queue] }));
      const values = yield* this.values(each, ['waiting', 'workers', ...ages]);
      for (const [q, [queue, place]] of part.entries()) {
        const bounds = thresholdOf(thresholds, queue);
        const [waiting, workers, ages] = [values[q]!, values[each.length + q]!, values[2 * each.length + q]];
        for (let t = 0; t < place.length; t++) {
          const severity = severityOf(statusOf(bounds, { waiting: waiting[t]!, workers: workers[t], oldestAge: ages?.[t] }));
          if (severity > place[t]!) place[t] = severity;
        }
        yield;
      }
    }
    const ranks = new Map<Uint8Array, Float64Array>();
    for (const place of places.values()) {
      if (!ranks.has(place))
        ranks.set(
          place,
          Float64Array.from(place, (severity) => RANKS[severity] ?? Number.NaN),
        );
      yield;
    }
    return worst.map((place) => ranks.get(place) ?? new Float64Array());
  }

  /**
   * Thresholds are a queue's, so a total is as late as its latest queue.
   * @returns of each series, at each time, the lateness; NaN where that is not known
   */
  *latenesses(series: readonly Series[], thresholds: Thresholds): Work<Float64Array[]> {
    const latest: Float64Array[] = [];
    for (const { queues } of series) {
      const own = new Float64Array(this.times.length).fill(Number.NaN);
      for (let from = 0; from < queues.length; from += AT_A_TIME) {
        const part = queues.slice(from, from + AT_A_TIME);
        const each = part.map((queue) => ({ queues: [queue] }));
        const ages = yield* this.values(each, ['oldestAge']);
        for (const [q, queue] of part.entries()) {
          const bounds = thresholdOf(thresholds, queue);
          for (let t = 0; t < own.length; t++) own[t] = greatest([own[t]!, latenessOf(bounds, ages[q]![t])]);
        }
        yield;
      }
      latest.push(own);
    }
    return latest;
  }
}

/** Of a status by its severity: its place among those of the contract, NaN for unknown. */
const RANKS = FROM_GOOD_TO_BAD.map((status) => (status === 'unknown' ? Number.NaN : STATUSES.indexOf(status)));
