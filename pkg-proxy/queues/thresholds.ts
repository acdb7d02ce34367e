import type { Status } from '../../src/contract/measures';
import type { Thresholds } from '../../src/contract/settings';

/**
 * More than `critical` waiting is critical, more than `warning` is a warning; what cannot be read is unknown, never ok.
 * @param queue undefined for a total, which has the general thresholds
 */
export function statusOf(thresholds: Thresholds, queue: string | undefined, waiting: number): Status {
  if (Number.isNaN(waiting)) return 'unknown';
  const own = queue !== undefined && Object.hasOwn(thresholds.queues, queue) ? thresholds.queues[queue] : undefined;
  if (waiting > (own?.critical ?? thresholds.critical ?? Number.POSITIVE_INFINITY)) return 'critical';
  if (waiting > (own?.warning ?? thresholds.warning ?? Number.POSITIVE_INFINITY)) return 'warning';
  return 'ok';
}
