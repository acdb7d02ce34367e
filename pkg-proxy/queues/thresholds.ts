import type { Status } from '../../src/contract/measures';
import type { Threshold, Thresholds } from '../../src/contract/settings';

/** The bounds of one queue, its own before the general ones. */
export function thresholdOf(thresholds: Thresholds, queue: string): Threshold {
  const own = Object.hasOwn(thresholds.queues, queue) ? thresholds.queues[queue] : undefined;
  return { warning: own?.warning ?? thresholds.warning, critical: own?.critical ?? thresholds.critical };
}

/**
 * More than `critical` waiting is critical, more than `warning` is a warning; what cannot be read (NaN) is unknown, never ok.
 * @param workers the measure of that name: a 0 is only there when it is known that nobody consumes the queue
 */
export function statusOf(thresholds: Thresholds, queue: string, waiting: number, workers = Number.NaN): Status {
  if (Number.isNaN(waiting)) return 'unknown';
  if (waiting > 0 && workers === 0) return 'unconsumed';
  const { warning = Number.POSITIVE_INFINITY, critical = Number.POSITIVE_INFINITY } = thresholdOf(thresholds, queue);
  return waiting > critical ? 'critical' : waiting > warning ? 'warning' : 'ok';
}

/** One that is unknown may hide anything, so all is ok only when each is. */
export const FROM_GOOD_TO_BAD: readonly Status[] = ['ok', 'unknown', 'warning', 'critical', 'unconsumed'];

export const severityOf = (status: Status): number => FROM_GOOD_TO_BAD.indexOf(status);

/** Of several queues the status of the worst. */
export function worstStatus(statuses: readonly Status[]): Status {
  return FROM_GOOD_TO_BAD.findLast((status) => statuses.includes(status)) ?? 'unknown';
}
