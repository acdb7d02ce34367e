import type { DetailMeasure } from '../../../src/contract/measures';
import { type ColumnSource, type Extra, type ExtraColumns, Extras } from './extra-columns';

/** Columns of measures of queues. */
const MOST_MEASURES = 2000;
/** Columns of priority steps: those of 1,000 queues with four each. */
const MOST_STEPS = 4000;

/** The column of a queue's total, and from when on it is the queue's; epoch milliseconds. */
export interface TotalColumn {
  readonly column: number;
  readonly from: number;
}

interface QueueColumns {
  readonly total: { readonly column: number; from: number };
  steps: Extra | undefined;
  measures: Map<DetailMeasure, Extra> | undefined;
}

/**
 * Which column of a history row belongs to which queue. A queue has one column for its total; it gets one more for each
 * priority step when it is first seen to use priorities, and one for a measure when that is first more than its total tells,
 * which for most queues is never. A measure has a column of its own beside, which says whether it was read at all.
 *
 * A column is free as soon as its queue is forgotten. Whoever has it next has it `from` then on: what older rows have in it is not
 * his. So there are never more columns than for the queues that were known at one time.
 */
export class Columns {
  readonly #queues = new Map<string, QueueColumns>();
  readonly #markers = new Map<DetailMeasure, number>();
  readonly #free: number[] = [];
  readonly #source: ColumnSource;
  readonly #steps: Extras;
  readonly #measures: Extras;
  /** Width of a row: one more than the highest column that was ever in use. */
  width = 0;
  #now = Number.NEGATIVE_INFINITY;

  /** @param freed is told of each column whose values are nobody's any more */
  constructor(
    readonly stepCount: number,
    freed: (column: number) => void,
  ) {
    this.#source = {
      take: (count) => this.#take(count),
      give: (columns) => {
        columns.forEach(freed);
        this.#free.push(...columns);
      },
    };
    this.#steps = new Extras(MOST_STEPS, this.#source);
    this.#measures = new Extras(MOST_MEASURES, this.#source);
  }

  /** Columns are asked for next by the sample that was taken at this time. */
  tick(at: number): void {
    this.#now = at;
    this.#steps.tick(at);
    this.#measures.tick(at);
  }

  /** The clock was set back to this time, and no row is left that is not older. */
  setBack(at: number): void {
    for (const { total, steps, measures } of this.#queues.values()) {
      total.from = Math.min(total.from, at);
      steps?.setBack(at);
      for (const extra of measures?.values() ?? []) extra.setBack(at);
    }
    this.#steps.setBack(at);
    this.#measures.setBack(at);
  }

  total(queue: string): TotalColumn | undefined {
    return this.#queues.get(queue)?.total;
  }

  /** The columns of the steps, or undefined as long as the queue has not used priorities. */
  steps(queue: string): ExtraColumns | undefined {
    return this.#queues.get(queue)?.steps;
  }

  /** The column of a measure of a queue, or undefined as long as it had no need for one. */
  measure(queue: string, measure: DetailMeasure): ExtraColumns | undefined {
    return this.#queues.get(queue)?.measures?.get(measure);
  }

  /** Measures of queues of which nothing is kept, because there are too many. */
  get refused(): number {
    return this.#measures.refused;
  }

  /** Queues whose steps are not kept, because too many use priorities. */
  get refusedSteps(): number {
    return this.#steps.refused;
  }

  /** The column of a queue's total, made if needed. */
  claim(queue: string): number {
    return this.#of(queue).total.column;
  }

  /** The queue uses priorities. @returns its columns if this is the first time */
  needSteps(queue: string): ExtraColumns | undefined {
    const own = this.#of(queue);
    const known = own.steps;
    own.steps = known ? this.#steps.use(known, this.stepCount) : this.#steps.claim(this.stepCount);
    return known ? undefined : own.steps;
  }

  /** The queue has a measure that its total does not tell. @returns its column if this is the first time */
  needMeasure(queue: string, measure: DetailMeasure): ExtraColumns | undefined {
    const own = this.#of(queue);
    own.measures ??= new Map();
    const known = own.measures.get(measure);
    const used = known ? this.#measures.use(known, 1) : this.#measures.claim(1);
    if (used !== known) own.measures.set(measure, used);
    return known ? undefined : used;
  }

  /** The column that has a value where the measure was read; undefined if it never was. */
  marker(measure: DetailMeasure): number | undefined {
    return this.#markers.get(measure);
  }

  claimMarker(measure: DetailMeasure): number {
    const known = this.#markers.get(measure);
    if (known !== undefined) return known;
    const column = this.width++; // never one that was used: a gate is looked at in rows of any age
    this.#markers.set(measure, column);
    return column;
  }

  /** Forgets the other queues. */
  keepOnly(keep: ReadonlySet<string>): void {
    for (const [queue, { total, steps, measures }] of this.#queues) {
      if (keep.has(queue)) continue;
      if (steps) this.#steps.release(steps);
      for (const extra of measures?.values() ?? []) this.#measures.release(extra);
      this.#source.give([total.column]);
      this.#queues.delete(queue);
    }
  }

  #of(queue: string): QueueColumns {
    let own = this.#queues.get(queue);
    if (!own) {
      const { columns, from } = this.#take(1);
      own = { total: { column: columns[0] ?? 0, from }, steps: undefined, measures: undefined };
      this.#queues.set(queue, own);
    }
    return own;
  }

  #take(count: number): { columns: readonly number[]; from: number } {
    const used = this.#free.splice(-count, count);
    const fresh = Array.from({ length: count - used.length }, () => this.width++);
    return { columns: [...used, ...fresh], from: used.length > 0 ? this.#now : Number.NEGATIVE_INFINITY };
  }
}
