/**
 * Two clocks. `Date.now()` is the time of day, for times that are exchanged with people, Celery and CloudWatch. Somebody may set it,
 * forward or back. So ages and due times use `performance.now()`, the monotonic clock, which nobody can set. Its time is called a moment
 * in this code: milliseconds that are only good for differences.
 */

/** The time of day of a moment, by the current setting of the clock; epoch milliseconds. */
export function timeOfDay(moment: number): number {
  return Math.round(Date.now() - (performance.now() - moment));
}
