import type { Quality } from '../../../../src/contract/measures';
import type { ListLook, ListQuestion } from '../../ports/probe';
import { type Age, type Flow, ListFlow } from './list-flow';

/**
 * A forecast uses the points since the queue was longest, within the last two minutes. It needs at least half a minute of them.
 * Earlier points show how the queue grew, not how it shrinks. Milliseconds.
 */
const TREND_MS = 120_000;
const LEAST_TREND_MS = 30_000;
const TREND_STEP_MS = 5000;
/** Points that are kept whatever their age, for long sampling intervals. */
const FEW = 2;

export interface Rates {
  /** Tasks a second. */
  readonly arrivals: number;
  readonly departures: number;
  readonly quality: Quality;
}

const NONE_WAITS: Age = { ms: 0, quality: 'exact' };

/** Rates of a queue in which nothing moves: one object for all of them, because most of ten thousand queues are like that. */
const STILL: Readonly<Record<Flow['quality'], Rates>> = {
  exact: { arrivals: 0, departures: 0, quality: 'exact' },
  estimate: { arrivals: 0, departures: 0, quality: 'estimate' },
  atLeast: { arrivals: 0, departures: 0, quality: 'atLeast' },
};

/** A number of tasks at a moment (see `clock.ts`). */
interface Point {
  readonly at: number;
  readonly tasks: number;
}

/** The flow through a queue: all its lists, one per priority step. */
export class QueueFlow {
  /** One per step; undefined for a step that never held a task, which for most queues is all but the first. */
  readonly #lists: (ListFlow | undefined)[];
  /** Monotonic time of the last look at all lists. */
  lookedAt = Number.NEGATIVE_INFINITY;
  /** Rates of the interval that ended at `lookedAt`; undefined if unknown. */
  rates: Rates | undefined;
  /** Memory of its lists in bytes; undefined if they could not be inspected. */
  bytes: number | undefined = 0;
  /** Whether any list held a task at the last look. */
  #holds = false;
  #backlog: Point[] = [];

  constructor(steps: number) {
    this.#lists = new Array<ListFlow | undefined>(steps).fill(undefined);
  }

  /** The lists to inspect; none if all are empty. */
  questions(queue: string, lengths: Float64Array, from: number): ListQuestion[] {
    const questions: ListQuestion[] = [];
    for (let step = 0; step < this.#lists.length; step++) {
      if ((lengths[from + step] ?? 0) === 0) continue;
      questions.push(this.#lists[step]?.question(queue, step) ?? { queue, step, anchor: undefined, tail: undefined });
    }
    return questions;
  }

  /**
   * @param looks one per step; undefined for an empty list
   * @param at a moment
   */
  look(looks: readonly (ListLook | undefined)[], at: number): void {
    const first = !Number.isFinite(this.lookedAt);
    let known = !first;
    let quality: Flow['quality'] = 'exact';
    let arrivals = 0;
    let departures = 0;
    this.bytes = 0;
    this.#holds = false;
    for (let step = 0; step < looks.length; step++) {
      const look = looks[step];
      const flow = this.#lookAt(step, look, at, first);
      this.bytes += look?.bytes ?? 0;
      this.#holds ||= (look?.length ?? 0) > 0;
      if (flow === 'unknown') known = false;
      if (flow === undefined || flow === 'unknown') continue;
      arrivals += flow.arrivals;
      departures += flow.departures;
      quality = worse(quality, flow.quality);
    }
    const seconds = (at - this.lookedAt) / 1000;
    const moved = arrivals > 0 || departures > 0;
    if (!known || !(seconds > 0)) this.rates = undefined;
    else this.rates = moved ? { arrivals: arrivals / seconds, departures: departures / seconds, quality } : STILL[quality];
    this.lookedAt = at;
  }

  /** The flow through one list; undefined for a list that never held a task. */
  #lookAt(step: number, look: ListLook | undefined, at: number, first: boolean): Flow | 'unknown' | undefined {
    const list = this.#lists[step];
    if (!look || look.length === 0) return list?.empty();
    const seen = list ?? new ListFlow(at, first ? look.length : 0);
    this.#lists[step] = seen;
    return seen.look(look, at) ?? 'unknown';
  }

  /**
   * Age of the oldest waiting task of all lists, milliseconds; 0 if none waits, undefined if unknown.
   * @param now epoch milliseconds
   * @param moment the same moment
   */
  age(now: number, moment: number): Age | undefined {
    if (!this.#holds) return NONE_WAITS;
    const ages = this.#lists.map((list) => list?.age(now, moment) ?? NONE_WAITS);
    const known = ages.filter((age) => age !== 'unknown');
    const [first, ...more] = known;
    const oldest = more.reduce((a, b) => ({ ms: Math.max(a.ms, b.ms), quality: worse(a.quality, b.quality) }), first ?? NONE_WAITS);
    if (known.length === ages.length) return oldest;
    return oldest.ms > 0 ? { ...oldest, quality: 'atLeast' } : undefined;
  }

  /**
   * Seconds until the queue is empty at its rate since it was longest; NaN while it does not shrink, or has not shrunk for long
   * enough to tell.
   * @param now a moment
   */
  drainTime(tasks: number, now: number): number {
    // Nothing to remember for a queue that was always empty: how long it was empty says nothing about how fast it drains.
    if (tasks === 0 && this.#backlog.length === 0) return 0;
    const last = this.#backlog.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
    if (now - last >= TREND_STEP_MS)
      this.#backlog = [...this.#backlog.filter((point, i, all) => point.at > now - TREND_MS || i >= all.length - FEW), { at: now, tasks }];
    if (tasks === 0 && this.#backlog.every((point) => point.tasks === 0)) this.#backlog = [];
    if (tasks === 0) return 0;
    const most = Math.max(...this.#backlog.map((point) => point.tasks));
    const since = this.#backlog.slice(this.#backlog.findLastIndex((point) => point.tasks === most));
    if (now - (since[0]?.at ?? now) < LEAST_TREND_MS) return Number.NaN;
    const slope = slopeOf(since);
    return slope < 0 ? tasks / -slope : Number.NaN;
  }
}

const FROM_GOOD_TO_BAD: readonly Flow['quality'][] = ['exact', 'estimate', 'atLeast'];

function worse(a: Flow['quality'], b: Flow['quality']): Flow['quality'] {
  return FROM_GOOD_TO_BAD.indexOf(a) > FROM_GOOD_TO_BAD.indexOf(b) ? a : b;
}

/** Least squares: tasks a second. */
function slopeOf(points: readonly Point[]): number {
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const at = mean((p) => p.at);
  const tasks = mean((p) => p.tasks);
  const spread = points.reduce((sum, p) => sum + (p.at - at) ** 2, 0);
  return spread === 0 ? 0 : (points.reduce((sum, p) => sum + (p.at - at) * (p.tasks - tasks), 0) / spread) * 1000;
}
