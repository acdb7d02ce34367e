import { MEASURE_INFO, type Measure } from '../../../src/contract/measures';
import type { Statistic } from '../../../src/contract/query';
import type { SeriesOf } from '../series';
import { ABSENT } from './cells';
import type { ReadableHistory } from './history';

const NONE = -1;
const ALWAYS = Number.NEGATIVE_INFINITY;
const NEVER = Number.POSITIVE_INFINITY;

/** A sample or a minute. */
export interface Row {
  readonly at: number;
  /** When the next row may begin. */
  readonly end: number;
  /** Writes the value of every column, ABSENT if unknown; `values` may be wider than the row. */
  copyTo(values: Float64Array, statistic: Statistic): void;
  /** Samples behind the value. */
  count(column: number): number;
}

interface Term {
  readonly column: number;
  readonly from: number;
  readonly otherwise: number;
  readonly otherwiseFrom: number;
  readonly factor: number;
  readonly since: number;
  readonly gate: number;
}

/**
 * How the queues of each series contribute to it, one term per queue. A term reads `column`, in rows that end after `from`. If
 * `column` is absent, it uses `otherwise × factor`, but only in rows that end after `otherwiseFrom` and not after `since`, and
 * where `gate` is present (−1: always). A column of −1 does not exist.
 *
 * The terms of all series are stored one after the other, each field in an array of its own. A large query has 100,000 terms. As
 * objects they take ten times as long to read, and as long again for the garbage collector.
 */
export class Terms {
  /** Index of the first term of each series, plus one entry for the end. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly from: Float64Array;
  readonly otherwise: Int32Array;
  readonly otherwiseFrom: Float64Array;
  readonly factors: Float64Array;
  readonly since: Float64Array;
  readonly gates: Int32Array;
  /** Whether the terms of a series are added up; otherwise the maximum counts. */
  readonly isSum: Uint8Array;
  /** The factor by which the values of a series are stored. */
  readonly scales: Float64Array;
  #series = 0;
  #length = 0;

  /** @param terms the maximum: the number of queues of all series */
  constructor(
    readonly count: number,
    terms: number,
  ) {
    this.starts = new Int32Array(count + 1);
    this.columns = new Int32Array(terms);
    this.from = new Float64Array(terms);
    this.otherwise = new Int32Array(terms);
    this.otherwiseFrom = new Float64Array(terms);
    this.factors = new Float64Array(terms);
    this.since = new Float64Array(terms);
    this.gates = new Int32Array(terms);
    this.isSum = new Uint8Array(count);
    this.scales = new Float64Array(count);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds the next series. */
  add({ columns }: ReadableHistory, { queues, step }: SeriesOf, measure: Measure): void {
    const info = MEASURE_INFO[measure];
    this.isSum[this.#series] = info.total === 'sum' ? 1 : 0;
    this.scales[this.#series] = info.scale;
    for (const queue of queues) {
      const total = columns.total(queue);
      if (total === undefined) continue;
      const otherwiseFrom = total.from;
      if (measure !== 'waiting') {
        if (step !== undefined) continue; // only waiting tasks are known by priority
        // Without a column for the measure, all values of the queue follow from its length.
        const kind = info.otherwise;
        const gate = columns.marker(measure) ?? NONE;
        const otherwise = kind === 'unknown' || gate < 0 ? NONE : total.column;
        const { columns: [column = NONE] = [], from = ALWAYS, since = NEVER } = columns.measure(queue, measure) ?? {};
        this.#term({ column, from, otherwise, otherwiseFrom, factor: kind === 'waiting' ? 1 : 0, since, gate });
      } else if (step === undefined) {
        this.#term({ ...total, otherwise: NONE, otherwiseFrom, factor: 0, since: ALWAYS, gate: NONE });
      } else {
        // Before a queue first used priorities, all its tasks were in the first step.
        const { columns: own = [], from = ALWAYS, since = NEVER } = columns.steps(queue) ?? {};
        const factor = step === 0 ? 1 : 0;
        this.#term({ column: own[step] ?? NONE, from, otherwise: total.column, otherwiseFrom, factor, since, gate: NONE });
      }
    }
    this.starts[++this.#series] = this.#length;
  }

  /** Points missing columns to `nowhere`, a column without a value in any row. */
  pointTo(nowhere: number): void {
    for (let t = 0; t < this.#length; t++) {
      if (this.columns[t]! < 0) this.columns[t] = nowhere;
      if (this.otherwise[t]! < 0) this.otherwise[t] = nowhere;
    }
  }

  /** The value of a term in a row; ABSENT if unknown. */
  known(t: number, row: Float64Array, end: number): number {
    const value = end > this.from[t]! ? row[this.columns[t]!]! : ABSENT;
    if (value !== ABSENT || end > this.since[t]! || end <= this.otherwiseFrom[t]!) return value;
    const gate = this.gates[t]!;
    if (gate >= 0 && row[gate]! === ABSENT) return ABSENT;
    const other = row[this.otherwise[t]!]!;
    return other === ABSENT ? ABSENT : other * this.factors[t]!;
  }

  /** Number of samples behind the value of a term in the row. */
  samples(t: number, row: Row): number {
    return (row.end > this.from[t]! && row.count(this.columns[t]!)) || row.count(this.otherwise[t]!);
  }

  #term({ column, from, otherwise, otherwiseFrom, factor, since, gate }: Term): void {
    const t = this.#length++;
    this.columns[t] = column;
    this.from[t] = from;
    this.otherwise[t] = otherwise;
    this.otherwiseFrom[t] = otherwiseFrom;
    this.factors[t] = factor;
    this.since[t] = since;
    this.gates[t] = gate;
  }
}
