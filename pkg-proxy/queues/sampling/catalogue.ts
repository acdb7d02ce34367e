export type QueueSource = 'configured' | 'discovered' | 'seen';

export interface KnownQueue {
  readonly name: string;
  readonly source: QueueSource;
}

interface Queue {
  configured: boolean;
  /** Whether the last discovery found it. */
  declared: boolean;
  /** When it was last configured, discovered or found with tasks in it, by the catalogue's own time. */
  sign: number;
}

/** More names than this are not a Celery installation but a mistake; the excess is left out and counted. */
const MAX_QUEUES = 10_000;
/** A queue that nothing declares any more is read for another day: its binding may have been flushed while tasks flow on. */
const FORGET_MS = 24 * 3600_000;
/**
 * Of more than so many, those that went first are read for an hour only: there names come and go, one for each job or reply, and to
 * read ten thousand dead ones would take more memory and more of the broker than all that live.
 */
const MOST_GONE = 1000;
const GONE_MS = 3600_000;

/** Which queues exist: those in the settings, those declared on the broker, and those seen before. */
export class Catalogue {
  readonly #queues = new Map<string, Queue>();
  /** Those that nothing names any more; the one without a sign of life for longest is first, and the first to make room. */
  readonly #gone = new Map<string, Queue>();
  #names: readonly string[] = [];
  #namesChanged = false;
  /** Milliseconds for which the broker could be read, up to the last time and up to the time before. */
  #time = 0;
  #before = 0;
  /** Declared queues that did not fit. */
  leftOut = 0;

  /** Names in the order in which they became known, so that the longest-known come first. The list stays the same until they change. */
  get names(): readonly string[] {
    if (this.#namesChanged) this.#names = [...this.#queues.keys()];
    this.#namesChanged = false;
    return this.#names;
  }

  /**
   * Takes up other settings. What they no longer name, and no discovery vouches for, goes at once.
   * @param discover whether discoveries will tell of more
   */
  configure(names: readonly string[], discover: boolean): void {
    const configured = new Set(names);
    for (const [name, queue] of this.#queues) {
      if (configured.has(name)) continue;
      const vouched = discover && (queue.declared || !queue.configured);
      queue.configured = false;
      if (!vouched) this.#forget(name);
    }
    const oldest = this.#gone.keys();
    for (const name of configured) {
      const queue = this.#queues.get(name);
      this.#gone.delete(name);
      if (queue) Object.assign(queue, { configured: true, sign: this.#time });
      else {
        this.#makeRoom(oldest);
        this.#add(name, { configured: true, declared: false, sign: this.#time });
      }
    }
  }

  /** @param names all that are declared on the broker, as far as it was looked through */
  discovered(names: readonly string[]): void {
    const declared = new Set(names);
    for (const [name, queue] of this.#queues) {
      const lost = queue.declared && !declared.has(name);
      if (lost && !queue.configured) this.#gone.set(name, queue);
      queue.declared = declared.has(name);
      if (!queue.declared) continue;
      this.#gone.delete(name);
      queue.sign = this.#time;
    }
    this.leftOut = 0;
    const oldest = this.#gone.keys();
    // Sorted, so that a restart ranks queues that become known together as before: the mirror's cap goes by rank.
    for (const name of [...declared].filter((other) => !this.#queues.has(other)).sort()) {
      if (this.#makeRoom(oldest)) this.#add(name, { configured: false, declared: true, sign: this.#time });
      else this.leftOut++;
    }
  }

  /** A queue with tasks in it is in use, whoever declares it. */
  inUse(name: string): void {
    const queue = this.#queues.get(name);
    if (!queue) return;
    queue.sign = this.#time;
    if (this.#gone.delete(name)) this.#gone.set(name, queue);
  }

  /**
   * Lets time pass. It passes only while the broker is read: what nobody could look at has not been silent. A queue without a sign of
   * life for a day is forgotten unless the settings name it, whether queues can be discovered or not.
   */
  pass(milliseconds: number): void {
    this.#before = this.#time;
    this.#time += milliseconds;
    this.#queues.forEach(({ configured, sign }, name) => {
      if (!configured && this.#time - sign > FORGET_MS) this.#forget(name);
    });
    for (const [name, { sign }] of this.#gone) {
      if (this.#gone.size <= MOST_GONE || this.#time - sign <= GONE_MS) break;
      this.#forget(name);
    }
  }

  has(name: string): boolean {
    return this.#queues.has(name);
  }

  /** Whether nothing names the queue any more, and nothing was in it when it was last read. */
  isDead(name: string): boolean {
    const queue = this.#gone.get(name);
    return queue !== undefined && queue.sign < this.#before;
  }

  *entries(): Iterable<KnownQueue> {
    for (const [name, { configured, declared }] of this.#queues)
      yield { name, source: configured ? 'configured' : declared ? 'discovered' : 'seen' };
  }

  #add(name: string, queue: Queue): void {
    this.#queues.set(name, queue);
    this.#namesChanged = true;
  }

  #forget(name: string): void {
    this.#queues.delete(name);
    this.#gone.delete(name);
    this.#namesChanged = true;
  }

  /**
   * @param oldest walks through those that are gone: to begin anew for each would mean to pass all that were dropped before
   * @returns whether there is room for one more
   */
  #makeRoom(oldest: Iterator<string, undefined>): boolean {
    if (this.#queues.size < MAX_QUEUES) return true;
    const { value } = oldest.next();
    if (value === undefined) return false;
    this.#forget(value);
    return true;
  }
}
