/** A producer that sent its events so lately sends them still. Milliseconds. */
const LATELY_MS = 10 * 60_000;
const MOST_NAMES = 1000;

/** Of which tasks the producers send `task-sent`: only there is it worth waiting for. */
export class ExpectedSent {
  readonly #last = new Map<string, number>();

  heard(name: string, now: number): void {
    if (this.#last.size < MOST_NAMES || this.#last.has(name)) this.#last.set(name, now);
  }

  of(name: string, now: number): boolean {
    const last = this.#last.get(name);
    if (last === undefined) return false;
    if (now - last <= LATELY_MS) return true;
    this.#last.delete(name);
    return false;
  }
}
