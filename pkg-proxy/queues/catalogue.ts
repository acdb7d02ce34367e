export type QueueSource = 'configured' | 'discovered' | 'seen';

export interface KnownQueue {
  readonly name: string;
  readonly source: QueueSource;
  /** When it was last configured, discovered or found with tasks in it; epoch milliseconds. */
  readonly lastKnown: number;
}

/** More names than this are not a Celery installation but a mistake; the excess is left out and counted. */
const MAX_QUEUES = 10_000;
/** A queue that nothing declares any more is read for another day: its binding may have been flushed while tasks flow on. */
const FORGET_MS = 24 * 3600_000;

/** Which queues exist: those in the settings, those declared on the broker, and those seen before. */
export class Catalogue {
  readonly #queues = new Map<string, { source: QueueSource; lastKnown: number }>();
  #configured: ReadonlySet<string> = new Set();
  #names: readonly string[] = [];
  /** Names that did not fit. */
  leftOut = 0;

  /** Names in the order in which they became known, so that the longest-known come first. */
  get names(): readonly string[] {
    return this.#names;
  }

  configure(names: readonly string[], now: number): void {
    this.#configured = new Set(names);
    for (const [name, queue] of this.#queues) if (queue.source === 'configured' && !this.#configured.has(name)) queue.source = 'seen';
    this.#add(names, 'configured', now);
  }

  discovered(names: readonly string[], now: number): void {
    for (const queue of this.#queues.values()) if (queue.source === 'discovered') queue.source = 'seen';
    // Sorted, so that a restart ranks queues that become known together as before: the mirror's cap goes by rank.
    this.#add([...names].sort(), 'discovered', now);
    for (const [name, queue] of this.#queues) {
      if (queue.source === 'seen' && now - queue.lastKnown > FORGET_MS) this.#queues.delete(name);
    }
    this.#names = [...this.#queues.keys()];
  }

  /** A queue with tasks in it is in use, whoever declares it. */
  inUse(name: string, now: number): void {
    const queue = this.#queues.get(name);
    if (queue) queue.lastKnown = now;
  }

  has(name: string): boolean {
    return this.#queues.has(name);
  }

  *entries(): Iterable<KnownQueue> {
    for (const [name, { source, lastKnown }] of this.#queues) yield { name, source, lastKnown };
  }

  #add(names: readonly string[], source: 'configured' | 'discovered', now: number): void {
    this.leftOut = 0;
    for (const name of names) {
      const known = this.#queues.get(name);
      if (known) {
        known.lastKnown = now;
        known.source = this.#configured.has(name) ? 'configured' : source;
      } else if (source === 'configured' || this.#queues.size < MAX_QUEUES) this.#queues.set(name, { source, lastKnown: now });
      else this.leftOut++;
    }
    this.#names = [...this.#queues.keys()];
  }
}
