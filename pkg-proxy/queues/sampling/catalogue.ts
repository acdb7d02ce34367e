export type QueueSource = 'configured' | 'discovered' | 'seen';

export interface KnownQueue {
  readonly name: string;
  readonly source: QueueSource;
}

interface Queue {
  configured: boolean;
  /** Whether the last discovery found it. */
  declared: boolean;
  /** The last sign of life: when it was configured, declared or held tasks, in the catalogue's own time. */
  sign: number;
}

/** More names than this are a mistake, not a Celery installation. The rest is left out and counted. */
const MAX_QUEUES = 10_000;
/** A queue that is no longer declared is read for another day: its binding may have been flushed while tasks still flow. */
const FORGET_MS = 24 * 3600_000;
/**
 * Beyond this many undeclared queues, the oldest are read for an hour only. There names come and go, one per job or reply, and ten
 * thousand dead queues would cost more memory and broker time than all live ones.
 */
const MOST_GONE = 1000;
const GONE_MS = 3600_000;

/** Which queues exist: those in the settings, those declared on the broker, and those seen before. */
export class Catalogue {
  readonly #queues = new Map<string, Queue>();
  /** Queues that are neither declared nor configured any more, by their last sign of life. The first is the first to make room. */
  readonly #gone = new Map<string, Queue>();
  #names: readonly string[] = [];
  #namesChanged = false;
  /** The catalogue's own time: milliseconds for which the broker could be read, now and at the call of `pass` before. */
  #time = 0;
  #before = 0;
  /** Declared queues that did not fit. */
  leftOut = 0;

  /** Names, the longest known first. The array is the same object until the names change. */
  get names(): readonly string[] {
    if (this.#namesChanged) this.#names = [...this.#queues.keys()];
    this.#namesChanged = false;
    return this.#names;
  }

  /**
   * Applies new settings. A queue that they no longer name is removed at once, unless it was discovered.
   * @param discover whether queues are discovered
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

  /** @param names all queues declared on the broker, as far as it was scanned */
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
    // Sorted, so that a restart keeps the order of queues that are discovered together: the mirror's limit goes by this order.
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
   * Advances the catalogue's time. It advances only while the broker can be read: an unreadable queue is not a silent one. A queue
   * without a sign of life for a day is forgotten unless the settings name it, whether queues can be discovered or not.
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

  /** Whether the queue is neither declared nor configured any more and was empty when it was last read. */
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
   * @param oldest one iterator over `#gone` for all calls; a new one for each would walk past everything that was dropped before
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
