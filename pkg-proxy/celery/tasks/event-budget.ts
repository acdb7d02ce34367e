/** The budget is checked once per window. */
const WINDOW_MS = 1000;
/** After a pause, because nothing came or this process was busy, events of this many seconds may come at once. */
const MOST_SECONDS = 4;

/** Measured on 2 shared cores, including the socket. Listening may use 15 % of a core, most of it for processing the events. */
export const EVENT_BUDGET = {
  /** Events read per second: 3 to 4 % of a core. */
  events: 4000,
  /** Characters of messages read per second: 6 to 8 % of a core with events of 10 KB. */
  characters: 8_000_000,
  /** At least one task in this many is read. If that is still too much, listening pauses. Fewer tasks would be too few to count. */
  mostEvery: 64,
  /**
   * Characters received per second, since skipped messages must be received too: 15 % of a core if all were read. Between two PINGs this
   * stays below the limit of a connection (redis/connection/guard.ts).
   */
  mostCharacters: 24_000_000,
};

/**
 * Selects the tasks whose events are read, to limit the cost: all, or one in 2, 4, … 64. The choice depends on the task id, so all events
 * of a selected task are read, and a task selected at one in 4 is also selected at one in 2.
 */
export class EventBudget {
  #every = 1;
  #began: number;
  #events = 0;
  #characters = 0;
  /** Number of seconds whose events may come in this window. */
  #seconds = 1;
  #spent = false;

  /** @param now returns monotonic milliseconds */
  constructor(
    private readonly now: () => number,
    private readonly budget = EVENT_BUDGET,
  ) {
    this.#began = now();
  }

  /** One task in this many is selected from now on; 1 if all are. */
  get every(): number {
    this.#turn();
    return this.#every;
  }

  /** Whether there are too many events to listen at all. */
  get spent(): boolean {
    return this.#spent;
  }

  takes(uuid: string): boolean {
    return (hashOf(uuid) & (this.#every - 1)) === 0;
  }

  /** Records received events, read or skipped. */
  came(events: number, characters: number): void {
    this.#turn();
    this.#events += events;
    this.#characters += characters;
    while (this.#share > 1 && this.#every < this.budget.mostEvery) this.#every *= 2;
    this.#spent = this.#share > 1 || this.#characters > this.budget.mostCharacters * this.#seconds;
  }

  /** Listening resumes with the same selection. */
  again(): void {
    this.#begin(this.now(), 1);
    this.#spent = false;
  }

  /** Share of the budget that this window has used; 1 is all of it. */
  get #share(): number {
    const { events, characters } = this.budget;
    return Math.max(this.#events / events, this.#characters / characters) / this.#every / this.#seconds;
  }

  #begin(moment: number, seconds: number): void {
    this.#began = moment;
    this.#seconds = seconds;
    this.#events = 0;
    this.#characters = 0;
  }

  /** Doubles the selected tasks when the doubled load would be at most half of the budget. With less margin it would oscillate. */
  #turn(): void {
    const windows = Math.floor((this.now() - this.#began) / WINDOW_MS);
    if (windows < 1) return;
    const calm = this.#share <= 0.25 ? windows : windows - 1;
    for (let i = 0; i < calm && this.#every > 1; i++) this.#every /= 2;
    this.#begin(this.#began + windows * WINDOW_MS, Math.min(windows, MOST_SECONDS));
  }
}

/** FNV-1a, folded, because the lowest bits are used here and would otherwise depend only on the lowest bits of the characters. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 16)) >>> 0;
}
