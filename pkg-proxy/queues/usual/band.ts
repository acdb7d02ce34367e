const HOUR_MS = 3_600_000;
/** Distance of the averages that a band is made of. Milliseconds. */
export const STEP_MS = 300_000;
const STEPS_AN_HOUR = HOUR_MS / STEP_MS;
const HOURS_A_WEEK = 168;
const WEEKS = 4;
/** What a band is made of: four weeks, so each hour of the week four times. */
export const SPAN_MS = WEEKS * HOURS_A_WEEK * HOUR_MS;
export const STEPS = SPAN_MS / STEP_MS;
const STEPS_A_WEEK = HOURS_A_WEEK * STEPS_AN_HOUR;

/** An hour that was seen in fewer weeks has no band. */
const LEAST_WEEKS = 2;
const LOW = 0.1;
const HIGH = 0.9;

/** A queue that always holds the same has a band without width; a distance from it is told in these at the least. */
const LEAST_TASKS = 1;
const LEAST_SHARE = 0.05;
/** Hours before and after that count for the width. */
const NEIGHBOURS = 2;

/** What is usual, in the measure's unit. */
export interface Band {
  /** The 10th and the 90th percentile. */
  readonly low: number;
  readonly high: number;
  /**
   * In what a distance from the band is told: how wide it is, or the mean of it and its neighbours if that is more. A band of a few weeks may
   * be narrow by chance.
   */
  readonly width: number;
}

/** The bands of a series, one an hour of the week (UTC). */
export class Bands {
  /** By hour of the week; NaN where too little is known. */
  readonly #low = new Float32Array(HOURS_A_WEEK).fill(Number.NaN);
  readonly #high = new Float32Array(HOURS_A_WEEK).fill(Number.NaN);
  readonly #width = new Float32Array(HOURS_A_WEEK).fill(Number.NaN);
  /**
   * How far the series itself has left its bands for two averages in a row, in widths: above, and below (negative). A queue of rare, high
   * peaks reaches far each week. The week that reached farthest is not counted: something may have happened.
   */
  readonly above: number;
  readonly below: number;

  /**
   * @param averages of five minutes each, four weeks of them; NaN where nothing is known
   * @param from when the first begins: epoch milliseconds, a full hour
   */
  constructor(averages: Float64Array, from: number) {
    const first = from / HOUR_MS;
    for (let h = 0; h < HOURS_A_WEEK; h++) {
      const weeks: Float64Array[] = [];
      for (let week = 0; week < WEEKS; week++) {
        const at = (week * HOURS_A_WEEK + h) * STEPS_AN_HOUR;
        const known = averages.subarray(at, at + STEPS_AN_HOUR).filter((value) => !Number.isNaN(value));
        if (known.length > 0) weeks.push(known.sort());
      }
      const counted = withoutHolidays(weeks);
      if (counted.length < LEAST_WEEKS) continue;
      const sorted = Float64Array.from(counted.flatMap((week) => [...week])).sort();
      const hour = (first + h) % HOURS_A_WEEK;
      this.#low[hour] = percentile(sorted, LOW);
      this.#high[hour] = percentile(sorted, HIGH);
    }
    for (let hour = 0; hour < HOURS_A_WEEK; hour++) this.#width[hour] = this.#widthOf(hour);
    const reaches = Array.from({ length: WEEKS }, (_, week) => this.#reachOf(averages, from, week * STEPS_A_WEEK));
    this.above = reaches.map(({ above }) => above).sort((a, b) => b - a)[1] ?? 0;
    this.below = reaches.map(({ below }) => below).sort((a, b) => a - b)[1] ?? 0;
  }

  /** The band of the hour that holds `time` (epoch milliseconds); undefined where too little is known. */
  at(time: number): Band | undefined {
    const hour = Math.floor(time / HOUR_MS) % HOURS_A_WEEK;
    const low = this.#low[hour] ?? Number.NaN;
    return Number.isNaN(low) ? undefined : { low, high: this.#high[hour]!, width: this.#width[hour]! };
  }

  /** The mean band of the hours that an interval touches; epoch milliseconds, `to` exclusive. */
  over(from: number, to: number): Band | undefined {
    const bands: Band[] = [];
    for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour < Math.max(to, from + 1); hour += HOUR_MS) {
      const band = this.at(hour);
      if (band) bands.push(band);
    }
    if (bands.length <= 1) return bands[0];
    const mean = (edge: keyof Band) => bands.reduce((sum, band) => sum + band[edge], 0) / bands.length;
    return { low: mean('low'), high: mean('high'), width: mean('width') };
  }

  #widthOf(hour: number): number {
    const high = this.#high[hour]!;
    let [sum, known] = [0, 0];
    for (let near = hour - NEIGHBOURS; near <= hour + NEIGHBOURS; near++) {
      const at = (near + HOURS_A_WEEK) % HOURS_A_WEEK;
      const width = this.#high[at]! - this.#low[at]!;
      if (Number.isNaN(width)) continue;
      sum += width;
      known++;
    }
    return Math.max(high - this.#low[hour]!, sum / known, LEAST_SHARE * high, LEAST_TASKS);
  }

  /** Of one week, from its first average on. */
  #reachOf(averages: Float64Array, from: number, first: number): { readonly above: number; readonly below: number } {
    let [above, below, before] = [0, 0, 0];
    for (let i = first; i < first + STEPS_A_WEEK; i++) {
      const deviation = deviationFrom(this.at(from + i * STEP_MS), averages[i]!) || 0;
      above = Math.max(above, Math.min(before, deviation));
      below = Math.min(below, Math.max(before, deviation));
      before = deviation;
    }
    return { above, below };
  }
}

/** How far a value is outside a band, in widths of it: below negative, inside 0; NaN for a value or a band that is not known. */
export function deviationFrom(band: Band | undefined, value: number): number {
  if (!band || Number.isNaN(value)) return Number.NaN;
  const { low, high, width } = band;
  return value > high ? (value - high) / width : value < low ? (value - low) / width : 0;
}

/**
 * Without a week that stands alone: in this hour it shares no value with any other, while two of the others overlap. Then it was a
 * holiday or an outage. While all go their own ways, as those of a queue that grows, none is the exception.
 * @param weeks what each had in the hour, ascending
 */
function withoutHolidays(weeks: readonly Float64Array[]): readonly Float64Array[] {
  const overlap = (a: Float64Array, b: Float64Array) => a[0]! <= b.at(-1)! && b[0]! <= a.at(-1)!;
  const meets = weeks.map((week) => weeks.some((other) => other !== week && overlap(week, other)));
  return meets.includes(true) ? weeks.filter((_, i) => meets[i]) : weeks;
}

/** By the rule of (n + 1)·p (Hyndman and Fan's sixth): of values to come, the share p is below it, also where n is small. */
function percentile(sorted: Float64Array, p: number): number {
  const place = Math.min(Math.max((sorted.length + 1) * p - 1, 0), sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}
