import { type DatasourceInstance, sameSettings } from './datasource-instance';

/** What {@link Instances} needs to make and end the things it keeps. */
export interface InstanceLifecycle<T> {
  /**
   * Makes the thing for a datasource. `previous` is the one it replaces, still working: what can be kept may be handed over.
   * If it throws, nothing is replaced and `get` throws the same.
   */
  readonly create: (instance: DatasourceInstance, previous: T | undefined) => T;
  /** Ends a thing; `next` is what replaced it, undefined at the end of the process. Errors go to `onError`. */
  readonly dispose: (previous: T, next: T | undefined) => void | Promise<void>;
  readonly onError?: (error: unknown) => void;
}

interface Entry<T> {
  readonly instance: DatasourceInstance;
  readonly value: T;
}

/** Keeps one thing (a client, a cache) a datasource, and makes it anew when the datasource's settings change. */
export class Instances<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #disposing = new Set<Promise<void>>();
  #closed = false;

  constructor(private readonly lifecycle: InstanceLifecycle<T>) {}

  /** All that exist now. */
  values(): T[] {
    return [...this.#entries.values()].map((entry) => entry.value);
  }

  /**
   * The thing of this datasource, known by organisation and uid; made, or made anew, if needed.
   * @throws what `create` throws, and Error after `close()`
   */
  get(instance: DatasourceInstance): T {
    if (this.#closed) throw new Error(`expected to be asked before close(), got datasource ${instance.uid}`);
    const key = `${instance.orgId}/${instance.uid}`;
    const known = this.#entries.get(key);
    if (known && sameSettings(known.instance, instance)) return known.value;
    const value = this.lifecycle.create(instance, known?.value);
    this.#entries.set(key, { instance, value });
    if (known) this.#dispose(known.value, value);
    return value;
  }

  /** Ends all and waits for it; afterwards `get` throws. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { value } of this.#entries.values()) this.#dispose(value, undefined);
    this.#entries.clear();
    await Promise.all(this.#disposing);
  }

  #dispose(value: T, next: T | undefined): void {
    const done: Promise<void> = (async () => this.lifecycle.dispose(value, next))()
      .catch((error: unknown) => this.lifecycle.onError?.(error))
      .finally(() => this.#disposing.delete(done));
    this.#disposing.add(done);
  }
}
