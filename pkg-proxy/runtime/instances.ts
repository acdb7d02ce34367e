import { setMaxListeners } from 'node:events';
import { type DatasourceInstance, keyOf, sameSettings } from './datasource-instance.js';

/** What {@link Instances} needs to make and end the things it keeps. */
export interface InstanceLifecycle<T> {
  /**
   * Makes the thing for a datasource. `previous` is the one it replaces, still working: what can be kept may be handed over.
   * If it throws, nothing is replaced and `get` throws the same.
   */
  readonly create: (instance: DatasourceInstance, previous: T | undefined) => T;
  /** Ends a thing; `next` is what replaced it, undefined where nothing did. Errors go to `onError`. */
  readonly dispose: (previous: T, next: T | undefined) => void | Promise<void>;
  readonly onError?: (error: unknown) => void;
  /** What becomes of a thing that nobody asks for. Default: it stays. */
  readonly unasked?: Unasked<T>;
}

/** Grafana does not say when a datasource is deleted; nobody asks for it any more, that is all. */
export interface Unasked<T> {
  /** What nobody has asked for so long ends, and is made anew when somebody does. Milliseconds. */
  readonly afterMs: number;
  /** Whether the thing of a datasource stays all the same. */
  readonly stays: (instance: DatasourceInstance) => boolean;
  /** Told of each that is about to end. */
  readonly onEnd: (instance: DatasourceInstance, value: T) => void;
}

/** A thing in use for longer than a call. */
export interface Use<T> {
  readonly value: T;
  /** Aborts when the thing was replaced or has ended: whoever uses it should ask anew. */
  readonly over: AbortSignal;
  /** To be called at the end; until then somebody asks. */
  readonly release: () => void;
}

interface Entry<T> {
  readonly instance: DatasourceInstance;
  readonly value: T;
  readonly over: AbortController;
  readonly asked: Asked;
}

/** When somebody last asked, by the monotonic clock, and how many use the thing now; stays through changes of settings. */
interface Asked {
  at: number;
  users: number;
}

/** How often is looked for what nobody asks for, at most. Milliseconds. */
const LOOK_EVERY_MS = 3_600_000;

/** Keeps one thing (a client, a cache) a datasource, and makes it anew when the datasource's settings change. */
export class Instances<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #disposing = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly lifecycle: InstanceLifecycle<T>) {
    const { unasked } = lifecycle;
    if (!unasked) return;
    this.#timer = setInterval(() => this.#endUnasked(unasked), Math.min(unasked.afterMs, LOOK_EVERY_MS));
    this.#timer.unref();
  }

  /** All that exist now. */
  values(): T[] {
    return [...this.#entries.values()].map((entry) => entry.value);
  }

  /** Whether there is one of this datasource, whatever its settings. Nobody has asked for it by that. */
  has(instance: DatasourceInstance): boolean {
    return this.#entries.has(keyOf(instance));
  }

  /**
   * The thing of this datasource, known by organisation and uid; made, or made anew, if needed.
   * @throws what `create` throws, and Error after `close()`
   */
  get(instance: DatasourceInstance): T {
    return this.#entry(instance).value;
  }

  /** The same, for as long as the user says. @throws as `get` */
  use(instance: DatasourceInstance): Use<T> {
    const { value, over, asked } = this.#entry(instance);
    asked.users++;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      asked.users--;
      asked.at = performance.now();
    };
    return { value, over: over.signal, release };
  }

  /** Ends all and waits for it; afterwards `get` throws. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const entry of this.#entries.values()) this.#dispose(entry, undefined);
    this.#entries.clear();
    await Promise.all(this.#disposing);
  }

  #entry(instance: DatasourceInstance): Entry<T> {
    if (this.#closed) throw new Error(`expected to be asked before close(), got datasource ${instance.uid}`);
    const key = keyOf(instance);
    const known = this.#entries.get(key);
    if (known) known.asked.at = performance.now();
    if (known && sameSettings(known.instance, instance)) return known;
    const value = this.lifecycle.create(instance, known?.value);
    const entry = { instance, value, over: new AbortController(), asked: known?.asked ?? { at: performance.now(), users: 0 } };
    setMaxListeners(0, entry.over.signal); // every stream listens: many are no leak
    this.#entries.set(key, entry);
    if (known) this.#dispose(known, value);
    return entry;
  }

  #endUnasked({ afterMs, stays, onEnd }: Unasked<T>): void {
    const now = performance.now();
    for (const [key, entry] of this.#entries) {
      const { instance, value, asked } = entry;
      if (asked.users > 0 || now - asked.at < afterMs || stays(instance)) continue;
      this.#entries.delete(key);
      onEnd(instance, value);
      this.#dispose(entry, undefined);
    }
  }

  #dispose({ value, over }: Entry<T>, next: T | undefined): void {
    over.abort();
    const done: Promise<void> = (async () => this.lifecycle.dispose(value, next))()
      .catch((error: unknown) => this.lifecycle.onError?.(error))
      .finally(() => this.#disposing.delete(done));
    this.#disposing.add(done);
  }
}
