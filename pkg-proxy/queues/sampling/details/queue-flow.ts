import type { Quality } from '../../../../src/contract/measures';
import type { ListLook, ListQuestion } from '../../ports/probe';
import { type Age, type Flow, ListFlow } from './list-flow';

/**
 * A forecast is made of what was seen since the queue was longest, within the last two minutes and for half a minute at least,
 * by points so far apart. What was before says how it grew. Milliseconds.
 */
const TREND_MS = 120_000;
const LEAST_TREND_MS = 30_000;
const TREND_STEP_MS = 5000;
/** Points that are kept whatever their age, for a clock that samples rarely. */
const FEW = 2;

export interface Rates {
  /** Tasks a second. */
  readonly arrivals: number;
  readonly departures: number;
  readonly quality: Quality;
}

const NONE_WAITS: Age = { ms: 0, quality: 'exact' };

/** Of a queue in which nothing moves, as in most of ten thousand: one object for all of them. */
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

/** What moves through a queue: its lists, one a priority step, taken together. */
export class QueueFlow {
  /** One a step; undefined for a step in which nothing was ever seen, as for most queues all but the first. */
  readonly #lists: (ListFlow | undefined)[];
  /** The moment at which all lists were last known. */
  lookedAt = Number.NEGATIVE_INFINITY;
  /** Of the interval that ended at `lookedAt`; undefined when it could not be told. */
  rates: Rates | undefined;
  /** Bytes of its lists; undefined when they could not be looked at. */
  bytes: number | undefined = 0;
  /** Whether any list held something at the last look. */
  #holds = false;
  #backlog: Point[] = [];

  constructor(steps: number) {
    this.#lists = new Array<ListFlow | undefined>(steps).fill(undefined);
  }

  /** What must be looked at to know how the queue moves; nothing when all its lists are empty. */
  questions(queue: string, lengths: Float64Array, from: number): ListQuestion[] {
    const questions: ListQuestion[] = [];
    for (let step = 0; step < this.#lists.length; step++) {
      if ((lengths[from + step] ?? 0) === 0) continue;
      questions.push(this.#lists[step]?.question(queue, step) ?? { queue, step, anchor: undefined, tail: undefined });
    }
    return questions;
  }

  /**
   * @param looks one a step; undefined for a list that is empty
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

  /** What went through one list; undefined for one in which nothing was ever seen. */
  #lookAt(step: number, look: ListLook | undefined, at: number, first: boolean): Flow | 'unknown' | undefined {
    const list = this.#lists[step];
    if (!look || look.length === 0) return list?.empty();
    const seen = list ?? new ListFlow(at, first ? look.length : 0);
    this.#lists[step] = seen;
    return seen.look(look, at) ?? 'unknown';
  }

  /**
   * The task of any list that has waited longest; 0 when none waits, undefined when nothing is known of it. Milliseconds.
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
   * When the queue will be empty if it goes on as it has since it was longest, seconds; NaN while it does not shrink, and when it
   * has not done so for long enough to tell.
   * @param now a moment
   */
  drainTime(tasks: number, now: number): number {
    // Of a queue that was empty all along there is nothing to remember: how long it was so says nothing of how it will shrink.
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
