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

export const FROM_BAD_TO_GOOD: readonly Status[] = ['unconsumed', 'critical', 'warning', 'unknown', 'ok'];

/** Of several queues the status of the worst; one that is unknown may hide anything, so all is ok only when each is. */
export function worstStatus(statuses: readonly Status[]): Status {
  return FROM_BAD_TO_GOOD.find((status) => statuses.includes(status)) ?? 'unknown';
}
