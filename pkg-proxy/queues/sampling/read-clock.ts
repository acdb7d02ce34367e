/** When a broker was last read and since when it fails, by the monotonic clock. Milliseconds. */
export class ReadClock {
  #readAt = Number.NEGATIVE_INFINITY;
  #failingFrom = Number.POSITIVE_INFINITY;
  #triedAt: number | undefined;

  /** Records a try. @returns the time since the one before; 0 for the first */
  tried(ok: boolean): number {
    const now = performance.now();
    const passed = now - (this.#triedAt ?? now);
    this.#triedAt = now;
    if (ok) this.#readAt = now;
    this.#failingFrom = ok ? Number.POSITIVE_INFINITY : Math.min(this.#failingFrom, now);
    return passed;
  }

  /** Time since it was last read; infinite before the first time. */
  get age(): number {
    return performance.now() - this.#readAt;
  }

  /** Time since the first failed try; negative while the last try succeeded. */
  get failingFor(): number {
    return performance.now() - this.#failingFrom;
  }
}
