import type { ArchiveRequest } from '../../queues/ports/archive';

/** A part of the past that is read at one period. All in milliseconds; `from` and `to` (exclusive) are multiples of `period`. */
export interface Tier {
  readonly from: number;
  readonly to: number;
  /** Interval of the points in the answer. */
  readonly period: number;
  /** Interval of the points read from CloudWatch: equal to `period`, or for `last` a divisor of it. */
  readonly source: number;
}

/**
 * How finely CloudWatch keeps metrics, newest first (API reference of `MetricStat.Period` and of retention): a request
 * whose StartTime is older than `upTo` finds nothing, without an error, unless its period is a multiple of the next `floor`.
 */
const KEPT = [
  { floor: 60_000, upTo: 15 * 86_400_000 },
  { floor: 300_000, upTo: 63 * 86_400_000 },
  { floor: 3_600_000, upTo: 455 * 86_400_000 },
] as const;
const RETENTION_MS = 455 * 86_400_000;

/** Margin for clock differences and slow requests, in milliseconds. */
const MARGIN_MS = 3_600_000;
/** The boundary between two tiers moves in steps this long, so that buckets there are not fetched again each time. */
const SEAM_STEP_MS = 6 * 3_600_000;
/** A minute is published when it ends, so CloudWatch has nothing that began less than this ago. */
export const UNSEEN_MS = 60_000;
/** How many source points make one point of `last`, if CloudWatch keeps data that fine. */
const PARTS_OF_LAST = 12;

/**
 * Cuts a range by its age at `now` into tiers, oldest first, without gap or overlap. Each has the smallest period that is
 * at least the requested one and that CloudWatch keeps for that age. If the requested period suits an older tier, it suits the newer
 * ones too, and one period serves all.
 */
export function tiersOf(request: Pick<ArchiveRequest, 'from' | 'to' | 'interval' | 'statistic'>, now: number): Tier[] {
  const interval = Math.max(request.interval, 1);
  const until = Math.min(request.to, now - UNSEEN_MS);
  const since = Math.max(request.from, now - RETENTION_MS + MARGIN_MS);
  if (!(since < until)) return [];

  let kept = keptAt(since, interval, now);
  let period = ceil(interval, KEPT[kept]!.floor);
  let from = floor(since, period);
  const tiers: Tier[] = [];
  const add = (to: number) =>
    tiers.push({ from, to, period, source: request.statistic === 'last' ? partOf(period, grainAt(from, now)) : period });
  for (; kept > 0; kept--) {
    const finer = interval >= KEPT[kept]!.floor ? period : ceil(interval, KEPT[kept - 1]!.floor);
    const seam = ceil(oldestAt(kept - 1, now), leastCommonMultiple(period, finer));
    if (finer === period || seam >= until) continue;
    add(seam);
    from = seam;
    period = finer;
  }
  add(ceil(until, period));
  return tiers;
}

/** The coarsest multiple of `grain` that divides the period into twelve parts or a few more. */
function partOf(period: number, grain: number): number {
  for (let parts = PARTS_OF_LAST; parts * grain < period; parts++) if (period % (parts * grain) === 0) return period / parts;
  return grain;
}

/** The entry of `KEPT` for a range whose first bucket contains `since`. That bucket may begin in an older tier than `since`. */
function keptAt(since: number, interval: number, now: number): number {
  let kept = keptFor(since, now);
  while (kept < KEPT.length - 1 && floor(since, ceil(interval, KEPT[kept]!.floor)) < oldestAt(kept, now)) kept++;
  return kept;
}

const grainAt = (at: number, now: number): number => KEPT[keptFor(at, now)]!.floor;

function keptFor(at: number, now: number): number {
  const kept = KEPT.findIndex((_, i) => at >= oldestAt(i, now));
  return kept < 0 ? KEPT.length - 1 : kept;
}

/** The oldest StartTime that CloudWatch answers at the resolution of a tier. */
const oldestAt = (kept: number, now: number): number => ceil(now, SEAM_STEP_MS) - KEPT[kept]!.upTo + MARGIN_MS;

const floor = (value: number, step: number): number => Math.floor(value / step) * step;
const ceil = (value: number, step: number): number => Math.ceil(value / step) * step;
const leastCommonMultiple = (a: number, b: number): number => {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
};
