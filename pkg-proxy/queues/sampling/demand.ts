/** Sampling goes on for a day after the last request, so that last night's history is there in the morning. */
const IDLE_MS = 24 * 3600_000;

/** Whether samples are wanted: somebody asked in the last day, or somebody holds on. */
export class Demand {
  #holders = 0;
  #askedAt = performance.now();

  ask(): void {
    this.#askedAt = performance.now();
  }

  /** Wants samples until the returned function is called. */
  hold(): () => void {
    this.#holders++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holders--;
      this.ask(); // whoever held was asking all the time
    };
  }

  get idle(): boolean {
    return this.#holders === 0 && performance.now() - this.#askedAt > IDLE_MS;
  }
}
