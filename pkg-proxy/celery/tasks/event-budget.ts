/** A second, after which it is judged whether there is room for more. */
const WINDOW_MS = 1000;
/** After a while in which nothing was read, because nothing came or this process was busy, so many seconds' worth may come at once. */
const MOST_SECONDS = 4;

/** Measured on 2 shared cores, with the socket: what listening may cost is 15 % of a core, and most of that is for what is made of the events. */
export const EVENT_BUDGET = {
  /** Events a second that are read: 3 to 4 % of a core. */
  events: 4000,
  /** Characters a second of messages that are read: 6 to 8 % of a core, where events hold 10 KB each. */
  characters: 8_000_000,
  /** One task in so many, at the least; what is still too much then is not listened to. More would leave little to count. */
  mostEvery: 64,
  /**
   * Characters a second that may come at all, since also what is thrown away must be received: 15 % of a core if all were read. From one
   * PING to the next this stays below what a connection may bring (redis/connection/guard.ts).
   */
  mostCharacters: 24_000_000,
};

/**
 * Which tasks are listened to, so that what it costs is bounded: all, or one in 2, 4, … 64. Those are chosen by their ids, so of a
 * task that is heard every step is, and who is heard at one in 4 is heard at one in 2 too.
 */
export class EventBudget {
  #every = 1;
  #began: number;
  #events = 0;
  #characters = 0;
  /** How many seconds' worth may come in this window. */
  #seconds = 1;
  #spent = false;

  /** @param now a moment, milliseconds */
  constructor(
    private readonly now: () => number,
    private readonly budget = EVENT_BUDGET,
  ) {
    this.#began = now();
  }

  /** One task in so many is heard from now on; 1 when all are. */
  get every(): number {
    this.#turn();
    return this.#every;
  }

  /** There is more than can be listened to at all. */
  get spent(): boolean {
    return this.#spent;
  }

  takes(uuid: string): boolean {
    return (hashOf(uuid) & (this.#every - 1)) === 0;
  }

  /** Notes what has come, heard or not. */
  came(events: number, characters: number): void {
    this.#turn();
    this.#events += events;
    this.#characters += characters;
    while (this.#share > 1 && this.#every < this.budget.mostEvery) this.#every *= 2;
    this.#spent = this.#share > 1 || this.#characters > this.budget.mostCharacters * this.#seconds;
  }

  /** Listening begins again, with as few as before. */
  again(): void {
    this.#begin(this.now(), 1);
    this.#spent = false;
  }

  /** How much of the budget this window has taken: 1 is all of it. */
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

  /** Twice as many are heard when they would take half of what is allowed: with less room it would go up and down all the time. */
  #turn(): void {
    const windows = Math.floor((this.now() - this.#began) / WINDOW_MS);
    if (windows < 1) return;
    const calm = this.#share <= 0.25 ? windows : windows - 1;
    for (let i = 0; i < calm && this.#every > 1; i++) this.#every /= 2;
    this.#begin(this.#began + windows * WINDOW_MS, Math.min(windows, MOST_SECONDS));
  }
}

/** FNV-1a, folded: its lowest bits alone, which are what counts here, depend on the lowest bits of the characters alone. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 16)) >>> 0;
}
