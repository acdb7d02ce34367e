/**
 * How long the event loop is held up: from one round to the next. A machine that is busy with other things adds to the time that
 * passes, and the collector's own threads to the CPU time, so of both the smaller counts.
 */
export class HeldUp {
  #last = performance.now();
  #lastCpu = process.cpuUsage();
  #most = 0;

  constructor() {
    setInterval(() => {
      const now = performance.now();
      const { user, system } = process.cpuUsage(this.#lastCpu);
      this.#most = Math.max(this.#most, Math.min(now - this.#last, (user + system) / 1000));
      this.#last = now;
      this.#lastCpu = process.cpuUsage();
    }, 1).unref();
  }

  /** Milliseconds, the most since this was last asked. */
  take(): number {
    const most = this.#most;
    this.#most = 0;
    return most;
  }
}
