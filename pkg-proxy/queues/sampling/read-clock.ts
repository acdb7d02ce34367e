/** When a broker was read and when it could not be, by the clock that nobody sets. Milliseconds. */
export class ReadClock {
  #readAt = Number.NEGATIVE_INFINITY;
  #failingFrom = Number.POSITIVE_INFINITY;
  #triedAt: number | undefined;

  /** Notes a try. @returns how long ago the one before was; 0 at the first */
  tried(ok: boolean): number {
    const now = performance.now();
    const passed = now - (this.#triedAt ?? now);
    this.#triedAt = now;
    if (ok) this.#readAt = now;
    this.#failingFrom = ok ? Number.POSITIVE_INFINITY : Math.min(this.#failingFrom, now);
    return passed;
  }

  /** Since it was last read; infinite before the first time. */
  get age(): number {
    return performance.now() - this.#readAt;
  }

  /** Since the first try that failed; below 0 while the last one succeeded. */
  get failingFor(): number {
    return performance.now() - this.#failingFrom;
  }
}
