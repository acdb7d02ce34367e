/**
 * Two clocks. `Date.now()` tells the time of day, for what people, Celery and CloudWatch are told or tell. Somebody may set it, forward or
 * back, so how long ago something was, and when something is due, is told by `performance.now()`, which nobody sets. What it tells is
 * called a moment here: milliseconds, good for nothing but differences.
 */

/** The time of day of a moment, as the clock stands now; epoch milliseconds. */
export function timeOfDay(moment: number): number {
  return Math.round(Date.now() - (performance.now() - moment));
}
