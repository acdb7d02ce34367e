/** What is known of one queue; NaN where something is not. */
export interface Demand {
  /** Slots of workers that its tasks take. */
  readonly busy: number;
  /** Slots that the workers of the queue have. */
  readonly concurrency: number;
  /** Tasks a second that come. */
  readonly arrivals: number;
  /** Whether more may come than were seen. */
  readonly isAtLeast: boolean;
  /** Seconds that a task runs on average. */
  readonly meanRuntime: number;
  /** Tasks. */
  readonly waiting: number;
  /** Seconds. */
  readonly oldestAge: number;
  /** Seconds that a task may wait. */
  readonly ageThreshold: number;
}

export interface Capacity {
  /** Slots that are taken ÷ slots that there are; null when not known. */
  readonly utilisation: number | null;
  /** Slots that the queue needs, a whole number; null when not known. */
  readonly neededConcurrency: number | null;
}

/** A task less than a millionth of a slot is no reason for a slot more: sums of floats are not exact. */
const NEARLY = 1e-6;

/**
 * What keeps up with the arrivals takes `arrivals × meanRuntime` slots. Where the oldest task is older than it may be, what waits has to be
 * worked off too, within the time that a task may wait: then none that comes meanwhile waits longer.
 *
 * Tasks that come and go between two looks are not among the arrivals. But where none is left waiting, the slots that are busy are those
 * that it takes.
 */
export function capacityOf({ busy, concurrency, arrivals, isAtLeast, meanRuntime, waiting, oldestAge, ageThreshold }: Demand): Capacity {
  const utilisation = concurrency > 0 ? known(busy / concurrency) : null;
  const seen = arrivals === 0 ? 0 : arrivals * meanRuntime;
  const keepUp = waiting === 0 || isAtLeast ? Math.max(seen, busy) : seen;
  const isLate = oldestAge > ageThreshold && waiting > 0;
  const catchUp = isLate ? (waiting * meanRuntime) / ageThreshold : 0;
  // Whether the oldest is late can only be left open where nothing waits, or nothing says how old it may be.
  const isOpen = waiting !== 0 && !Number.isNaN(ageThreshold) && (Number.isNaN(oldestAge) || Number.isNaN(waiting));
  const slots = keepUp + catchUp;
  // A queue in which something waits or comes needs a slot, however short its tasks are.
  const least = arrivals > 0 || waiting > 0 ? 1 : 0;
  return { utilisation, neededConcurrency: isOpen ? null : known(Math.max(least, Math.ceil(slots - NEARLY))) };
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
