import type { Status } from '../../src/contract/measures';
import type { Threshold, Thresholds } from '../../src/contract/settings';

/** Values above these are warning or critical; undefined: never. */
export interface Levels {
  readonly warning?: number | undefined;
  readonly critical?: number | undefined;
}

/** The thresholds of one queue in tasks, and of its oldest task in seconds. The queue's own come before the general ones. */
export function thresholdOf(thresholds: Thresholds, queue: string): Levels & { readonly age: Levels } {
  const own = Object.hasOwn(thresholds.queues, queue) ? thresholds.queues[queue] : undefined;
  return { ...levelsOf(own, thresholds), age: levelsOf(own?.age, thresholds.age) };
}

const levelsOf = (own: Levels | undefined, general: Levels | undefined): Levels => ({
  warning: own?.warning ?? general?.warning,
  critical: own?.critical ?? general?.critical,
});

/**
 * The age of the oldest waiting task in units of the age at which the queue's status changes first: more than 1 is late. NaN if the age
 * is unknown, or the queue has no age threshold.
 */
export function latenessOf({ age }: Pick<Threshold, 'age'>, oldestAge = Number.NaN): number {
  return oldestAge / (age?.warning ?? age?.critical ?? Number.NaN);
}

/** The values that determine the status of a queue, in the units of the measures of these names; NaN if unknown. */
export interface Measured {
  readonly waiting: number;
  /** 0 only if it is certain that nobody consumes the queue. */
  readonly workers?: number | undefined;
  /** May be a lower bound: the task is at least this old. */
  readonly oldestAge?: number | undefined;
}

/**
 * The worse of the statuses by length and by age. An unreadable length is unknown, never ok. If the age is unknown, the length alone
 * decides.
 */
export function statusOf(bounds: Threshold, { waiting, workers, oldestAge = Number.NaN }: Measured): Status {
  if (Number.isNaN(waiting)) return 'unknown';
  if (waiting > 0 && workers === 0) return 'unconsumed';
  const byLength = levelOf(waiting, bounds);
  return byLength === 'critical' || bounds.age === undefined ? byLength : worseOf(byLength, levelOf(oldestAge, bounds.age));
}

export type Level = 'ok' | 'warning' | 'critical';

/** More than `critical` is critical, more than `warning` is a warning. An unknown value (NaN) is above no threshold. */
export function levelOf(value: number, { warning = Number.POSITIVE_INFINITY, critical = Number.POSITIVE_INFINITY }: Levels): Level {
  return value > critical ? 'critical' : value > warning ? 'warning' : 'ok';
}

const worseOf = (a: Level, b: Level): Level => (b === 'critical' || a === 'ok' ? b : a);

/** An unknown status may hide anything, so a group is ok only if every queue is. */
export const FROM_GOOD_TO_BAD: readonly Status[] = ['ok', 'unknown', 'warning', 'critical', 'unconsumed'];

export const severityOf = (status: Status): number => FROM_GOOD_TO_BAD.indexOf(status);

/** The worst status of several queues. */
export function worstStatus(statuses: readonly Status[]): Status {
  return FROM_GOOD_TO_BAD.findLast((status) => statuses.includes(status)) ?? 'unknown';
}
