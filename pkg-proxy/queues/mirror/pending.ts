import type { MinuteRecord } from '../ports/metric-store';

export interface PendingLimits {
  /** How old a minute may get while it waits. Milliseconds. */
  readonly maxAgeMs: number;
  /** Records in memory, about 200 bytes each. */
  readonly maxRecords: number;
}

/** Minutes that wait to be stored, oldest first. What is too old or too much is dropped from the old end and counted. */
export class MirrorPending {
  readonly #minutes = new Map<number, MinuteRecord[]>();
  #records = 0;
  #dropped = 0;

  constructor(private readonly limits: PendingLimits) {}

  add(records: readonly MinuteRecord[]): void {
    for (const record of records) {
      const minute = this.#minutes.get(record.at);
      if (minute) minute.push(record);
      else this.#minutes.set(record.at, [record]);
    }
    this.#records += records.length;
  }

  /** Drops what the limits do not allow. @returns how many records went */
  trim(now: number): number {
    const before = this.#dropped;
    for (const at of this.oldestFirst()) {
      const minute = this.#minutes.get(at)!;
      if (at >= now - this.limits.maxAgeMs && this.#records <= this.limits.maxRecords) break;
      const excess = at < now - this.limits.maxAgeMs ? minute.length : Math.min(minute.length, this.#records - this.limits.maxRecords);
      this.#forget(at, minute.slice(excess));
      this.#records -= excess;
      this.#dropped += excess;
    }
    return this.#dropped - before;
  }

  /** The oldest records, at most `count`; they stay here until they are settled. */
  oldest(count: number): MinuteRecord[] {
    const found: MinuteRecord[] = [];
    for (const at of this.oldestFirst()) {
      if (found.length >= count) break;
      found.push(...this.#minutes.get(at)!.slice(0, count - found.length));
    }
    return found;
  }

  /** Takes the `count` oldest records out, and those of them that were not stored back in. */
  settle(count: number, unsent: readonly MinuteRecord[]): void {
    let left = count;
    for (const at of this.oldestFirst()) {
      if (left === 0) break;
      const minute = this.#minutes.get(at)!;
      this.#forget(at, minute.slice(left));
      left -= Math.min(left, minute.length);
    }
    this.#records -= count;
    this.add(unsent);
  }

  /** The records of one minute. */
  of(at: number): readonly MinuteRecord[] {
    return this.#minutes.get(at) ?? [];
  }

  /** Puts these records of a minute in the place of those that wait. */
  replace(at: number, records: readonly MinuteRecord[]): void {
    this.#records += records.length - this.of(at).length;
    this.#forget(at, [...records]);
  }

  get records(): number {
    return this.#records;
  }

  get minutes(): number {
    return this.#minutes.size;
  }

  /** Records given up since the start because the store could not be used for too long. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The minutes that wait. */
  oldestFirst(): number[] {
    return [...this.#minutes.keys()].sort((a, b) => a - b);
  }

  #forget(at: number, rest: MinuteRecord[]): void {
    if (rest.length > 0) this.#minutes.set(at, rest);
    else this.#minutes.delete(at);
  }
}
