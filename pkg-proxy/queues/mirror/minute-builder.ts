import { MINUTE_MS, minuteOf } from '../minute';
import type { QueueMinuteRecord } from '../ports/metric-store';

/** How long after its end a minute stays open, so that a sample that took a while still finds it. Milliseconds. */
export const MINUTE_GRACE_MS = 3_000;

/** A sample that is older than the one before by more is no latecomer: the clock was set back, or was ahead. Milliseconds. */
const CLOCK_STEP_MS = 5 * MINUTE_MS;

/** How often each value was seen. */
type Tally = Map<number, number>;
type Measured = QueueMinuteRecord['measure'];

/**
 * Folds values into one record a minute, queue and measure. A minute is handed out once: what comes for it afterwards
 * is turned away, so that nobody ever stores two records for the same queue and minute.
 */
export class MinuteBuilder {
  /** minute → measure → queue (null: the broker) → tally */
  readonly #minutes = new Map<number, Map<Measured, Map<string | null, Tally>>>();
  #closedUntil = Number.NEGATIVE_INFINITY;
  /** The minute of the last value. */
  #newest = Number.NEGATIVE_INFINITY;

  /** @returns false if the minute of `at` was handed out already; the value is then left out */
  add(at: number, queue: string | null, measure: Measured, value: number): boolean {
    const minute = minuteOf(at);
    if (minute < this.#newest - CLOCK_STEP_MS) this.#dropAfter(minute);
    this.#newest = minute;
    if (minute < this.#closedUntil) {
      if (minute >= this.#closedUntil - CLOCK_STEP_MS) return false;
      this.#closedUntil = Number.NEGATIVE_INFINITY;
    }
    const tally = getOrAdd(getOrAdd(getOrAdd(this.#minutes, minute), measure), queue);
    tally.set(value, (tally.get(value) ?? 0) + 1);
    return true;
  }

  /** Hands out the minutes that are over at `now` (and their grace with them), oldest first. */
  take(now: number): QueueMinuteRecord[] {
    const newest = Math.max(...[...this.#minutes.keys()].filter((minute) => minute <= now + CLOCK_STEP_MS));
    return this.#takeWhere((minute) => minute < newest || minute + MINUTE_MS + MINUTE_GRACE_MS <= now);
  }

  /** Hands out everything, the running minute too. */
  takeAll(): QueueMinuteRecord[] {
    return this.#takeWhere(() => true);
  }

  /** What was sampled by a clock that was ahead has no time. It would also end every minute that runs, as a later one does. */
  #dropAfter(minute: number): void {
    for (const other of this.#minutes.keys()) if (other > minute) this.#minutes.delete(other);
  }

  #takeWhere(over: (minute: number) => boolean): QueueMinuteRecord[] {
    const taken = [...this.#minutes.keys()].filter(over).sort((a, b) => a - b);
    const records = taken.flatMap((minute) => recordsOf(minute, this.#minutes.get(minute)!));
    for (const minute of taken) {
      this.#minutes.delete(minute);
      this.#closedUntil = Math.max(this.#closedUntil, minute + MINUTE_MS);
    }
    return records;
  }
}

function recordsOf(at: number, measures: ReadonlyMap<Measured, ReadonlyMap<string | null, Tally>>): QueueMinuteRecord[] {
  return [...measures].flatMap(([measure, queues]) =>
    [...queues].map(([queue, tally]) => ({ at, queue, measure, values: [...tally.keys()], counts: [...tally.values()] })),
  );
}

function getOrAdd<K, VK, VV>(map: Map<K, Map<VK, VV>>, key: K): Map<VK, VV> {
  let value = map.get(key);
  if (!value) {
    value = new Map();
    map.set(key, value);
  }
  return value;
}
