import type { BacklogEvent, NewEvent } from './event';

/** Limits per broker: this many events, each for a day after it ended. An open event is always kept. */
const MOST = 1000;
const KEPT_MS = 24 * 3600_000;

/** The events of one broker, oldest first, in memory. Listeners hear of an event when it is added and whenever it changes. */
export class EventLog {
  readonly #events = new Map<string, BacklogEvent>();
  readonly #listeners = new Set<(event: BacklogEvent) => void>();
  #count = 0;

  /** @returns the id of the event */
  add(event: NewEvent): string {
    const id = `${event.at}-${++this.#count}`;
    this.#tell({ ...event, id, tags: tagsOf(event) });
    this.#forget(event.at);
    return id;
  }

  #forget(now: number): void {
    for (const [id, { at, until, open }] of this.#events) {
      const many = this.#events.size > MOST;
      if (!many && at >= now - KEPT_MS) break;
      if (!open && (many || (until ?? at) < now - KEPT_MS)) this.#events.delete(id);
    }
  }

  /** Changes an event, for example to end it. Does nothing if it is no longer kept. */
  update(id: string, change: Partial<Omit<NewEvent, 'at' | 'kind'>>): void {
    const event = this.#events.get(id);
    if (!event) return;
    const changed = { ...event, ...change };
    this.#tell({ ...changed, tags: tagsOf(changed) });
  }

  get(id: string): BacklogEvent | undefined {
    return this.#events.get(id);
  }

  /** Events that overlap the range, in the order in which they were added. Epoch milliseconds. */
  between(from: number, to: number): BacklogEvent[] {
    return [...this.#events.values()].filter((event) => event.at <= to && (event.open || (event.until ?? event.at) >= from));
  }

  /** The last n events, oldest first. */
  last(n: number): BacklogEvent[] {
    return [...this.#events.values()].slice(-n);
  }

  /** Calls the listener for every added or changed event, until the returned function is called. */
  onEvent(listener: (event: BacklogEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(event: BacklogEvent): void {
    this.#events.set(event.id, event);
    for (const listener of this.#listeners) listener(event);
  }
}

function tagsOf({ kind, severity, queue, worker }: NewEvent): string[] {
  return [kind, severity, ...(queue === undefined ? [] : [queue]), ...(worker === undefined ? [] : [worker])];
}
