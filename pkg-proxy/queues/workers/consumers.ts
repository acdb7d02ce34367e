import { QUALITIES, type Quality } from '../../../src/contract/measures';
import type { Reading } from '../sample';
import type { WorkerState } from '../worker-state';
import type { QueuesOf } from './queues-of';
import type { SlotsOf } from './slots-of';
import type { Worker } from './worker';

export interface ConsumerCount {
  /** Online workers that consume the queue; NaN if unknown. */
  readonly count: number;
  readonly quality: Quality;
}

export interface SlotCount {
  /** Tasks that the workers of a queue can run at a time; NaN when that is not known. */
  readonly slots: number;
  readonly quality: Quality;
  /** Whether they run tasks of other queues too. */
  readonly isShared: boolean;
}

const UNKNOWN: ConsumerCount = { count: Number.NaN, quality: 'unknown' };
/** A queue must be without consumers for this long before it counts as unconsumed: a restarting worker is no event. */
const SETTLED_MS = 30_000;
/** Nor does it count before every worker had time to send a heartbeat. */
const FIRST_MS = 60_000;

interface Tally {
  exact: number;
  guessed: number;
  late: number;
  /** When a consumer of the queue was last heard. */
  lastAt: number;
  /** Tasks per second that its workers start; NaN if the rate of one is unknown, or if one consumes other queues too. */
  rate: number;
  /** Tasks that those who are online can run at a time; NaN once it is not known of one. */
  slots: number;
  isShared: boolean;
}

/** Which workers consume which queues at one moment. */
export interface Census {
  consumersOf(queue: string): ConsumerCount;
  /** Tasks per second that the workers of a queue start; undefined unless all of them are known and consume no other queue. */
  throughputOf(queue: string): number | undefined;
  /** Tasks that the workers of a queue can run at a time. */
  slotsOf(queue: string): SlotCount;
}

export interface Scene {
  /** A moment. */
  readonly now: number;
  readonly workers: Iterable<Worker>;
  readonly stateOf: (worker: Worker) => WorkerState;
  readonly queuesOf: QueuesOf;
  readonly slotsOf: SlotsOf;
  /** Monotonic time since when heartbeats are received; undefined while not listening. */
  readonly listeningSince: number | undefined;
  /** Queues for which the settings name workers. */
  readonly mapped: ReadonlySet<string>;
}

/** Visits each worker once, for any number of queues. */
export function takeCensus(scene: Scene): Census {
  const { now, listeningSince, mapped } = scene;
  const tallies = new Map<string, Tally>();
  let unclear = 0; // workers that may consume anything
  let guessed = 0;
  let anyone = false;
  let changedAt = Number.NEGATIVE_INFINITY; // the last change that may have affected any queue
  for (const worker of scene.workers) {
    anyone = true;
    const state = scene.stateOf(worker);
    const here = state !== 'gone';
    const known = scene.queuesOf(worker, now);
    if (here && (!known || state === 'unknown')) unclear++;
    if (here && known?.by === 'name') guessed++;
    if (here && known?.by === 'asked') changedAt = Math.max(changedAt, worker.asked?.since ?? changedAt);
    if (!here && !known) changedAt = Math.max(changedAt, worker.heardAt);
    for (const queue of known?.queues ?? []) {
      let tally = tallies.get(queue);
      if (!tally) {
        tally = { exact: 0, guessed: 0, late: 0, lastAt: Number.NEGATIVE_INFINITY, rate: 0, slots: 0, isShared: false };
        tallies.set(queue, tally);
      }
      tally.lastAt = Math.max(tally.lastAt, worker.heardAt);
      if (state === 'online') {
        tally.slots += scene.slotsOf(worker);
        tally.isShared ||= known?.queues.length !== 1;
      }
      if (state === 'online') tally[known?.by === 'name' ? 'guessed' : 'exact']++;
      else if (here) tally.late++;
      if (here) tally.rate += known?.queues.length === 1 ? worker.rate : Number.NaN;
    }
  }
  const heardAll = listeningSince !== undefined && now - listeningSince >= FIRST_MS;
  const consumersOf = (queue: string): ConsumerCount => {
    const tally = tallies.get(queue);
    const count = (tally?.exact ?? 0) + (tally?.guessed ?? 0);
    if (count > 0) {
      // There may be more consumers than the known ones, so the count is a lower bound.
      if (unclear > 0 || !heardAll || (tally && tally.late > 0)) return { count, quality: 'atLeast' };
      return { count, quality: guessed > 0 ? 'estimate' : 'exact' };
    }
    if (!heardAll || unclear > 0 || (tally && tally.late > 0)) return UNKNOWN;
    // Silence means something only if some worker was heard, or if the settings name workers for the queue.
    if (!anyone && !mapped.has(queue)) return UNKNOWN;
    // A worker whose queues were guessed from its name may consume any other queue too, except one that has workers of its own.
    if (guessed > 0 && !tally && !mapped.has(queue)) return UNKNOWN;
    if (now - Math.max(tally?.lastAt ?? Number.NEGATIVE_INFINITY, changedAt) < SETTLED_MS) return UNKNOWN;
    return { count: 0, quality: guessed > 0 ? 'estimate' : 'exact' };
  };
  const throughputOf = (queue: string): number | undefined => {
    const tally = tallies.get(queue);
    if (!heardAll || unclear > 0 || !tally || tally.exact + tally.guessed === 0 || Number.isNaN(tally.rate)) return undefined;
    return tally.rate;
  };
  const slotsOf = (queue: string): SlotCount => {
    const { count, quality } = consumersOf(queue);
    const { slots, isShared } = tallies.get(queue) ?? { slots: 0, isShared: false };
    const isKnown = !Number.isNaN(count) && !Number.isNaN(slots);
    return isKnown ? { slots, quality, isShared } : { slots: Number.NaN, quality: 'unknown', isShared };
  };
  return { consumersOf, throughputOf, slotsOf };
}

/** The measure `workers`: the number of consumers of each queue. */
export function consumersReading(queues: readonly string[], { consumersOf }: Census): Reading {
  const values = new Float64Array(queues.length);
  const qualities = new Uint8Array(queues.length);
  queues.forEach((queue, i) => {
    const { count, quality } = consumersOf(queue);
    values[i] = count;
    qualities[i] = QUALITIES.indexOf(quality);
  });
  return { values, qualities };
}
