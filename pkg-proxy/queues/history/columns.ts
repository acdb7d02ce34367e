import type { DetailMeasure } from '../../../src/contract/measures';
import { type ColumnSource, type Extra, type ExtraColumns, Extras } from './extra-columns';

/** Columns for measures of queues. */
const MOST_MEASURES = 2000;
/** Columns for priority steps: enough for 1,000 queues with four steps each. */
const MOST_STEPS = 4000;

/** The column of a queue's length, and since when the column belongs to the queue; epoch milliseconds. */
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
 * Which column of a history row belongs to which queue. Every queue has a column for its length. It gets a column per priority
 * step when it first uses priorities. A measure gets its own column once it can no longer be derived from the length; for most
 * queues, never. Each measure also has one marker column for all queues, which says whether it was read at all.
 *
 * A column is free as soon as its queue is forgotten. The next queue owns it only `from` that time on: older rows hold another
 * queue's values. So there are never more columns than the queues known at one time need.
 */
export class Columns {
  readonly #queues = new Map<string, QueueColumns>();
  readonly #markers = new Map<DetailMeasure, number>();
  readonly #free: number[] = [];
  readonly #source: ColumnSource;
  readonly #steps: Extras;
  readonly #measures: Extras;
  /** Width of a row: one more than the highest column ever used. */
  width = 0;
  #now = Number.NEGATIVE_INFINITY;

  /** @param freed is called for each column that no longer belongs to anything */
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

  /** The next columns are claimed for the sample taken at this time. */
  tick(at: number): void {
    this.#now = at;
    this.#steps.tick(at);
    this.#measures.tick(at);
  }

  /** The clock was set back to this time. All remaining rows are older. */
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

  /** The columns of the priority steps; undefined if the queue has never used priorities. */
  steps(queue: string): ExtraColumns | undefined {
    return this.#queues.get(queue)?.steps;
  }

  /** The column of a measure of a queue; undefined if it has never needed one. */
  measure(queue: string, measure: DetailMeasure): ExtraColumns | undefined {
    return this.#queues.get(queue)?.measures?.get(measure);
  }

  /** How many measures of queues are not kept because there are too many. */
  get refused(): number {
    return this.#measures.refused;
  }

  /** How many queues' priority steps are not kept because too many queues use priorities. */
  get refusedSteps(): number {
    return this.#steps.refused;
  }

  /** The column of a queue's length, created if needed. */
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

  /** The measure of the queue cannot be derived from the length. @returns its column if this is the first time */
  needMeasure(queue: string, measure: DetailMeasure): ExtraColumns | undefined {
    const own = this.#of(queue);
    own.measures ??= new Map();
    const known = own.measures.get(measure);
    const used = known ? this.#measures.use(known, 1) : this.#measures.claim(1);
    if (used !== known) own.measures.set(measure, used);
    return known ? undefined : used;
  }

  /** The column that has a value in rows where the measure was read; undefined if it never was. */
  marker(measure: DetailMeasure): number | undefined {
    return this.#markers.get(measure);
  }

  claimMarker(measure: DetailMeasure): number {
    const known = this.#markers.get(measure);
    if (known !== undefined) return known;
    const column = this.width++; // never a reused column: a gate is read in rows of any age
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
