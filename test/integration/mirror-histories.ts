import { vi } from 'vitest';
import { Mirror } from '../../pkg-proxy/queues/mirror/mirror';
import type { MetricStore } from '../../pkg-proxy/queues/ports/metric-store';
import type { MinuteLock } from '../../pkg-proxy/queues/ports/minute-lock';
import { failedSample, sampleOf } from './cloudwatch-harness';

const MINUTE = 60_000;
const STEP = 5_000;
const realTimeout = globalThis.setTimeout;
const awhile = () => new Promise((resolve) => realTimeout(resolve, 5));

/** How often each length was seen. */
export type Tally = Map<number, number>;
/** minute → queue → tally, of one mirror from its start to its end, by its own clock */
export type Witness = Map<number, Map<string, Tally>>;

/** What writers are made of; each life of a writer gets its own. */
export interface World {
  readonly random: () => number;
  store(): MetricStore;
  lock?(): MinuteLock;
  /** Makes the store fail now and then. */
  disturb?(random: () => number): void;
  /** Ends the disturbances. */
  calm?(): void;
}

/** What happened: all that was seen by anybody, and by those that lived to the end; how many died without a word. */
export interface Told {
  readonly witnesses: readonly Witness[];
  readonly survivors: readonly Witness[];
  readonly crashes: number;
}

/** Work under way that real time must pass for. */
let busy = 0;
async function counted<T>(work: Promise<T>): Promise<T> {
  busy++;
  try {
    return await work;
  } finally {
    busy--;
  }
}

/** Moves the clock, slowly while real requests are under way. Needs fake timers. */
async function pass(milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    await vi.advanceTimersByTimeAsync(Math.min(busy ? 50 : 2_500, end - Date.now()));
    if (busy) await awhile();
  }
}

/** A mirror that is stopped, killed and started again. Its clock is off by some seconds. */
class Writer {
  readonly witnesses: Witness[] = [];
  #life: { mirror: Mirror; store: MetricStore; lock: MinuteLock | undefined; witness: Witness } | undefined;
  /** Steps during which the lock cannot be reached. */
  lockDown = 0;

  constructor(
    private readonly world: World,
    private readonly skew: number,
  ) {}

  get witness(): Witness | undefined {
    return this.#life?.witness;
  }

  start(): void {
    const { store, lock } = { store: this.world.store(), lock: this.world.lock?.() };
    const mirror = new Mirror({
      store: { label: store.label, check: store.check, close: store.close, put: (...args) => counted(store.put(...args)) },
      lock: lock && this.#unreliable(lock),
      settings: { maxQueues: 100, measures: ['waiting'] },
      now: () => Date.now() + this.skew,
      random: this.world.random,
    });
    mirror.start();
    this.#life = { mirror, store, lock, witness: new Map() };
    this.witnesses.push(this.#life.witness);
  }

  /** @param lengths undefined: the broker could not be read */
  see(lengths: Readonly<Record<string, number>> | undefined): void {
    if (!this.#life) return;
    const at = Date.now() + this.skew;
    this.#life.mirror.accept(lengths ? sampleOf(at, lengths) : failedSample(at));
    const minute = Math.floor(at / MINUTE) * MINUTE;
    const seen = this.#life.witness.get(minute) ?? new Map<string, Tally>();
    this.#life.witness.set(minute, seen);
    for (const [queue, length] of Object.entries(lengths ?? {})) {
      const tally = seen.get(queue) ?? new Map<number, number>();
      seen.set(queue, tally.set(length, (tally.get(length) ?? 0) + 1));
    }
  }

  /** Ends as on SIGTERM. */
  async stop(): Promise<void> {
    const flushed = this.#life && counted(this.#life.mirror.flush(new AbortController().signal));
    while (busy) await pass(50);
    await flushed;
    this.#end();
  }

  /** Ends as on SIGKILL, whatever is under way. */
  crash(): void {
    this.#life?.mirror.close();
    this.#end();
  }

  #end(): void {
    this.#life?.lock?.close();
    this.#life?.store.close();
    this.#life = undefined;
  }

  #unreliable(lock: MinuteLock): MinuteLock {
    const ask = <T>(question: () => Promise<T>): Promise<T> =>
      counted(this.lockDown > 0 ? Promise.reject(new Error('the lock is down')) : question());
    return {
      label: lock.label,
      open: (signal) => ask(() => lock.open(signal)),
      claim: (minute, signal) => ask(() => lock.claim(minute, signal)),
      done: (minute, signal) => ask(() => lock.done(minute, signal)),
      release: (minute, signal) => ask(() => lock.release(minute, signal)),
      close: () => lock.close(),
    };
  }
}

/**
 * Lets writers live through so many minutes of a random history: spikes, gaps, brokers that cannot be read, restarts,
 * deaths, a store and a lock that fail. Then all is well for a quarter of an hour, and every writer is stopped.
 */
export async function liveThrough(world: World, writers: number, minutes: number): Promise<Told> {
  const { random } = world;
  const chance = (one: number) => random() * one < 1;
  const all = Array.from({ length: writers }, () => new Writer(world, Math.round((random() - 0.5) * 10_000)));
  for (const writer of all) writer.start();
  let crashes = 0;
  const lengths: Record<string, number> = { celery: 0, emails: 3, '🚀 launch': 0 };
  for (let step = 0; step < (minutes * MINUTE) / STEP; step++) {
    for (const queue of Object.keys(lengths)) lengths[queue] = chance(20) ? Math.floor(random() ** 4 * 10_000) : Math.floor(random() * 4);
    for (const writer of all) {
      writer.lockDown = chance(150) ? Math.ceil(random() * 40) : writer.lockDown - 1;
      if (!chance(25)) writer.see(chance(40) ? undefined : lengths);
      const fate = random();
      if (!writer.witness) {
        if (fate < 0.1) writer.start();
      } else if (fate < 0.005) await writer.stop();
      else if (fate < 0.01) {
        writer.crash();
        crashes++;
      }
    }
    if (chance(100)) world.disturb?.(random);
    await pass(STEP);
  }
  world.calm?.();
  for (const writer of all) writer.lockDown = 0;
  for (let i = 0; i < 15; i++) await pass(MINUTE);
  const survivors = all.flatMap(({ witness }) => witness ?? []);
  for (const writer of all) await writer.stop();
  return { witnesses: all.flatMap((writer) => writer.witnesses), survivors, crashes };
}
