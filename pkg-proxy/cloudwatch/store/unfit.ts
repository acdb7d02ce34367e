import type { MinuteRecord } from '../../queues/ports/metric-store';

/** CloudWatch would refuse this record, and with it every other in the same request. The message says why, after `… because`. */
export class UnfitRecord extends Error {
  override readonly name = 'UnfitRecord';
}

/** Limits of MetricDatum (API reference of PutMetricData). */
const MAX_MAGNITUDE = 2 ** 360;
const MAX_AGE_MS = 14 * 86_400_000;
const MAX_AHEAD_MS = 2 * 3_600_000;
/** A request takes a while to arrive: what is about to be too old is. Milliseconds. */
const MARGIN_MS = 60_000;

/** @throws UnfitRecord if time or values are not such as CloudWatch takes */
export function checkFit({ at, values, counts }: MinuteRecord, now: number): void {
  if (values.length === 0 || values.length !== counts.length)
    throw new UnfitRecord(`it has ${values.length} values and ${counts.length} counts`);
  const odd = values.find((value) => !(Math.abs(value) <= MAX_MAGNITUDE));
  if (odd !== undefined) throw new UnfitRecord(`CloudWatch takes no value like ${odd}`);
  if (!Number.isFinite(at)) throw new UnfitRecord('it has no time');
  if (at < now - MAX_AGE_MS + MARGIN_MS) throw new UnfitRecord('it is older than two weeks');
  if (at > now + MAX_AHEAD_MS - MARGIN_MS) throw new UnfitRecord('it lies two hours or more in the future');
}
