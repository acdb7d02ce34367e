import type { BrokerFacts } from '../ports/broker-facts';

const MINUTE_MS = 60_000;
/** The same as for queue lengths in memory. */
const KEPT_MS = 24 * 3600_000;
/** Growth is measured over this window. */
const WINDOW_MS = 15 * MINUTE_MS;
/** Minutes that a trend needs at least. */
const LEAST_POINTS = 5;
/** Seconds. 15 minutes of data allow no forecast beyond this. */
const FORESEEABLE_S = 7 * 24 * 3600;

/** The last reading of a minute; NaN when the server could not be read in it. */
export interface BrokerPoint {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly memoryUsed: number;
  /** Bytes; 0 without a limit. */
  readonly memoryLimit: number;
  readonly clients: number;
  readonly blockedClients: number;
  readonly opsPerSecond: number;
  readonly evictedKeys: number;
  /** The server run that `evictedKeys` belongs to. */
  readonly runId: string | undefined;
}

interface Judged extends BrokerPoint {
  readonly moment: number;
}

/** The server's health over the last day, one point a minute: at most 1,441 points. */
export class BrokerTrend {
  #points: BrokerPoint[] = [];
  /** The last 15 minutes with monotonic times, because the clock may have been set. Growth and evictions come from these. */
  #recent: Judged[] = [];

  /** Oldest first, times ascend. */
  get points(): readonly BrokerPoint[] {
    return this.#points;
  }

  /**
   * @param facts undefined when the server could not be read
   * @param moment the same time as `at`, by the monotonic clock
   */
  add(at: number, facts: BrokerFacts | undefined, moment = performance.now()): void {
    const point = pointOf(at, facts);
    this.#judge(point, moment);
    const points = this.#points;
    const lastMinute = () => minuteOf(points.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
    // If the clock was set back, drop the points in the future: times must ascend.
    while (lastMinute() > minuteOf(at)) points.pop();
    if (lastMinute() === minuteOf(at)) {
      if (!facts) return;
      points.pop();
    }
    points.push(point);
    const from = points.findIndex((point) => point.at >= at - KEPT_MS);
    if (from > 0) points.splice(0, from);
  }

  #judge(point: BrokerPoint, moment: number): void {
    const last = this.#recent.at(-1);
    if (last && minuteOf(last.moment) === minuteOf(moment)) {
      if (Number.isNaN(point.memoryUsed)) return;
      this.#recent.pop();
    }
    this.#recent = [...this.#recent.filter((other) => other.moment > moment - WINDOW_MS), { ...point, moment }];
  }

  /**
   * Memory growth over the last 15 minutes, bytes per second: the median slope between any two points (Theil-Sen), so that one
   * spike does not make a trend. NaN while there are too few points.
   */
  get growth(): number {
    const recent = this.#recent.filter((point) => !Number.isNaN(point.memoryUsed));
    if (recent.length < LEAST_POINTS) return Number.NaN;
    const slopes = recent.flatMap((b, i) => recent.slice(0, i).map((a) => ((b.memoryUsed - a.memoryUsed) / (b.moment - a.moment)) * 1000));
    slopes.sort((a, b) => a - b);
    const middle = slopes.length >> 1;
    return slopes.length % 2 === 1 ? (slopes[middle] ?? Number.NaN) : ((slopes[middle - 1] ?? 0) + (slopes[middle] ?? 0)) / 2;
  }

  /** Seconds until memory is full at the current growth; NaN without a limit, without growth, or beyond a week. */
  get timeUntilFull(): number {
    const latest = this.#points.at(-1);
    const { growth } = this;
    if (!latest || !(latest.memoryLimit > 0) || !(growth > 0)) return Number.NaN;
    const seconds = Math.max(0, latest.memoryLimit - latest.memoryUsed) / growth;
    return seconds <= FORESEEABLE_S ? seconds : Number.NaN;
  }

  /** Keys evicted in the last 15 minutes, as far as known. A restart resets the server's counter and is left out. */
  get evictedLately(): number {
    const recent = this.#recent.filter((point) => !Number.isNaN(point.evictedKeys));
    return recent.reduce((sum, point, i) => {
      const before = recent[i - 1];
      return before?.runId === point.runId && before ? sum + Math.max(0, point.evictedKeys - before.evictedKeys) : sum;
    }, 0);
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}

function pointOf(at: number, facts: BrokerFacts | undefined): BrokerPoint {
  return {
    at,
    memoryUsed: facts?.memoryUsed ?? Number.NaN,
    memoryLimit: facts?.memoryLimit ?? Number.NaN,
    clients: facts?.clients ?? Number.NaN,
    blockedClients: facts?.blockedClients ?? Number.NaN,
    opsPerSecond: facts?.opsPerSecond ?? Number.NaN,
    evictedKeys: facts?.evictedKeys ?? Number.NaN,
    runId: facts?.runId,
  };
}
