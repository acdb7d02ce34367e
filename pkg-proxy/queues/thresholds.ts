import type { Status } from '../../src/contract/measures';
import type { Threshold, Thresholds } from '../../src/contract/settings';

/** From which values on, exclusively, a status is warning or critical; undefined: never. */
export interface Levels {
  readonly warning?: number | undefined;
  readonly critical?: number | undefined;
}

/** The bounds of one queue in tasks, and in seconds those of its oldest task; its own before the general ones. */
export function thresholdOf(thresholds: Thresholds, queue: string): Levels & { readonly age: Levels } {
  const own = Object.hasOwn(thresholds.queues, queue) ? thresholds.queues[queue] : undefined;
  return { ...levelsOf(own, thresholds), age: levelsOf(own?.age, thresholds.age) };
}

const levelsOf = (own: Levels | undefined, general: Levels | undefined): Levels => ({
  warning: own?.warning ?? general?.warning,
  critical: own?.critical ?? general?.critical,
});

/** What of a queue decides on its status, in the units of the measures of these names; NaN where it is not known. */
export interface Measured {
  readonly waiting: number;
  /** A 0 is only there when it is known that nobody consumes the queue. */
  readonly workers?: number | undefined;
  /** A lower bound counts as it stands: the task is that old at least. */
  readonly oldestAge?: number | undefined;
}

/**
 * The worst of what the length and the age are by themselves. A length that cannot be read is unknown, never ok; an age that is not
 * known leaves the status to the length.
 */
export function statusOf(bounds: Threshold, { waiting, workers, oldestAge = Number.NaN }: Measured): Status {
  if (Number.isNaN(waiting)) return 'unknown';
  if (waiting > 0 && workers === 0) return 'unconsumed';
  const byLength = levelOf(waiting, bounds);
  return byLength === 'critical' || bounds.age === undefined ? byLength : worseOf(byLength, levelOf(oldestAge, bounds.age));
}

export type Level = 'ok' | 'warning' | 'critical';

/** More than `critical` is critical, more than `warning` is a warning. What is not known (NaN) is above nothing. */
export function levelOf(value: number, { warning = Number.POSITIVE_INFINITY, critical = Number.POSITIVE_INFINITY }: Levels): Level {
  return value > critical ? 'critical' : value > warning ? 'warning' : 'ok';
}

const worseOf = (a: Level, b: Level): Level => (b === 'critical' || a === 'ok' ? b : a);

/** One that is unknown may hide anything, so all is ok only when each is. */
export const FROM_GOOD_TO_BAD: readonly Status[] = ['ok', 'unknown', 'warning', 'critical', 'unconsumed'];

export const severityOf = (status: Status): number => FROM_GOOD_TO_BAD.indexOf(status);

/** Of several queues the status of the worst. */
export function worstStatus(statuses: readonly Status[]): Status {
  return FROM_GOOD_TO_BAD.findLast((status) => statuses.includes(status)) ?? 'unknown';
}
