import type { DetailMeasure } from '../../src/contract/measures';

/** Measures of queues that have a column, some 40 KB each in a day: 80 MB. */
const MOST_MEASURED = 2000;

/** A column, and from when on it is written; epoch milliseconds. */
export interface OwnColumn {
  /** -1 when there is no room: nothing is kept of it. */
  readonly column: number;
  readonly since: number;
}

interface QueueColumns {
  readonly total: number;
  steps: readonly number[] | undefined;
  readonly measures: Map<DetailMeasure, OwnColumn>;
}

/**
 * Which column of a history row belongs to which queue. A queue has one column for its total; it gets one more for each
 * priority step when it is first seen to use priorities, and one for a measure when that is first more than its total tells,
 * which for most queues is never. A measure has a column of its own beside, which says whether it was read at all.
 */
export class Columns {
  readonly #queues = new Map<string, QueueColumns>();
  readonly #markers = new Map<DetailMeasure, number>();
  readonly #released: { readonly column: number; readonly free: number }[] = [];
  /** Width of a row: one more than the highest column in use. */
  width = 0;
  #measured = 0;
  /** Measures of queues that found no room. */
  refused = 0;

  constructor(readonly stepCount: number) {}

  total(queue: string): number | undefined {
    return this.#queues.get(queue)?.total;
  }

  /** Columns of the steps, or undefined as long as the queue has not used priorities. */
  steps(queue: string): readonly number[] | undefined {
    return this.#queues.get(queue)?.steps;
  }

  /** The column of a queue's total, made if needed. */
  claim(queue: string, now: number): number {
    const known = this.#queues.get(queue);
    if (known) return known.total;
    const total = this.#next(now);
    this.#queues.set(queue, { total, steps: undefined, measures: new Map() });
    return total;
  }

  /** The column of a measure of a queue, or undefined as long as it has none. */
  measure(queue: string, measure: DetailMeasure): OwnColumn | undefined {
    return this.#queues.get(queue)?.measures.get(measure);
  }

  /** Makes that column; the queue must have a total, and no column of the measure yet. */
  claimMeasure(queue: string, measure: DetailMeasure, now: number): OwnColumn {
    const room = this.#measured < MOST_MEASURED;
    const own = { column: room ? this.#next(now) : -1, since: now };
    if (room) this.#measured++;
    else this.refused++;
    this.#queues.get(queue)?.measures.set(measure, own);
    return own;
  }

  /** The column that has a value where the measure was read; undefined if it never was. */
  marker(measure: DetailMeasure): number | undefined {
    return this.#markers.get(measure);
  }

  claimMarker(measure: DetailMeasure, now: number): number {
    const known = this.#markers.get(measure);
    if (known !== undefined) return known;
    const column = this.#next(now);
    this.#markers.set(measure, column);
    return column;
  }

  claimSteps(queue: string, now: number): readonly number[] {
    this.claim(queue, now);
    const own = this.#queues.get(queue);
    const steps = own?.steps ?? Array.from({ length: this.stepCount }, () => this.#next(now));
    if (own) own.steps = steps;
    return steps;
  }

  /**
   * Gives the columns of forgotten queues to others, but not before `free` (epoch milliseconds), when the last row that
   * may hold a value of theirs is gone.
   */
  release(keep: (queue: string) => boolean, free: number): void {
    for (const [queue, { total, steps, measures }] of this.#queues) {
      if (keep(queue)) continue;
      const kept = [...measures.values()].flatMap(({ column }) => (column >= 0 ? [column] : []));
      this.#measured -= kept.length;
      this.refused -= measures.size - kept.length;
      for (const column of [total, ...(steps ?? []), ...kept]) this.#released.push({ column, free });
      this.#queues.delete(queue);
    }
  }

  #next(now: number): number {
    const oldest = this.#released[0];
    if (!oldest || oldest.free > now) return this.width++;
    this.#released.shift();
    return oldest.column;
  }
}
