import { MEASURE_INFO } from '../../../src/contract/measures';
import type { GoodSample, Sample } from '../sample';
import { ABSENT } from './cells';
import { Columns } from './columns';
import type { ExtraColumns } from './extra-columns';
import { Timeline } from './timeline';

/** A read-only history. */
export type ReadableHistory = Omit<History, 'add' | 'keepOnly'>;

/** The samples of the last 24 hours, in memory. */
export class History {
  readonly columns: Columns;
  readonly #timeline = new Timeline();
  /** A sample older than its predecessor: the clock was set back, or was wrong for a moment. The next sample decides. */
  #doubtful: Sample | undefined;
  #kept: readonly string[] | undefined;
  #row = new Uint32Array();

  constructor(stepCount: number) {
    this.columns = new Columns(stepCount, (column) => this.#timeline.fold?.clear(column));
  }

  /** Since when samples were taken without a pause; see `Timeline`. */
  get begins(): number {
    return this.#timeline.begins;
  }

  get recent() {
    return this.#timeline.recent;
  }

  get minutes() {
    return this.#timeline.minutes;
  }

  get wholeFrom(): number {
    return this.#timeline.wholeFrom;
  }

  add(sample: Sample): void {
    const doubtful = this.#doubtful;
    this.#doubtful = undefined;
    if (sample.at >= this.#timeline.end) this.#take(sample);
    else if (!doubtful) this.#doubtful = sample;
    else {
      this.columns.setBack(doubtful.at);
      this.#take(doubtful);
      this.add(sample);
    }
  }

  /** Forgets all other queues and frees their columns at once. Cheap while it is the same list. */
  keepOnly(queues: readonly string[]): void {
    if (this.#kept === queues) return;
    this.#kept = queues;
    this.columns.keepOnly(new Set(queues));
  }

  #take(sample: Sample): void {
    const { at } = sample;
    if (sample.ok && sample.queues !== this.#kept) this.#kept = undefined; // it may bring back a queue that was forgotten meanwhile
    this.#timeline.begin(at, this.columns.width);
    this.columns.tick(at);
    this.#timeline.add(at, sample.ok ? this.#rowOf(sample) : null);
  }

  /** The sample as a row, valid until the next call. */
  #rowOf(sample: GoodSample): Uint32Array {
    const { queues, waiting, steps } = sample;
    const { columns } = this;
    const n = columns.stepCount;
    queues.forEach((queue, q) => {
      const total = columns.claim(queue);
      for (let s = 1; s < n; s++) {
        if (!((steps[q * n + s] ?? 0) > 0)) continue;
        const first = columns.needSteps(queue);
        if (first && first.columns.length > 0) this.#timeline.fold?.split(total, first.columns);
        break;
      }
    });
    const { cells, markers } = this.#measured(sample); // claims columns, so it must run before the row is made
    if (this.#row.length !== columns.width) this.#row = new Uint32Array(columns.width);
    const row = this.#row.fill(ABSENT);
    for (const [own, value] of cells) for (const column of own.columns) row[column] = value;
    for (const marker of markers) row[marker] = 1;
    queues.forEach((queue, q) => {
      const total = waiting[q] ?? Number.NaN;
      if (Number.isNaN(total)) return;
      row[columns.claim(queue)] = total;
      columns.steps(queue)?.columns.forEach((column, s) => {
        row[column] = steps[q * n + s] ?? 0;
      });
    });
    return row;
  }

  /** Queue details: only the values that do not follow from the lengths, and the markers of the measures that were read. */
  #measured({ queues, waiting, details }: GoodSample): { cells: [own: ExtraColumns, value: number][]; markers: number[] } {
    const { columns } = this;
    const cells: [ExtraColumns, number][] = [];
    const markers: number[] = [];
    for (const [measure, { values }] of details?.readings ?? []) {
      if (details?.off.has(measure)) continue;
      if (values.every(Number.isNaN)) continue; // nothing was read, so nothing follows from a length either
      const { scale, otherwise, isOpen } = MEASURE_INFO[measure];
      const marker = columns.claimMarker(measure);
      markers.push(marker);
      queues.forEach((queue, q) => {
        const value = values[q] ?? Number.NaN;
        const length = waiting[q] ?? Number.NaN;
        const known = !Number.isNaN(value);
        // An empty queue has nothing to measure, except that workers may still be running its last tasks.
        const nothing = !known && !(length > 0) && !isOpen;
        const follows = otherwise === 'unknown' ? !known : nothing || value === (otherwise === 'zero' ? 0 : length);
        const first = follows ? undefined : columns.needMeasure(queue, measure);
        // Its earlier samples in this minute had the value that follows from the length.
        if (first && otherwise !== 'unknown') {
          const [from, to] = otherwise === 'waiting' ? [columns.claim(queue), first.columns] : [marker, [marker, ...first.columns]];
          if (first.columns.length > 0) this.#timeline.fold?.split(from, to);
        }
        const own = known ? columns.measure(queue, measure) : undefined;
        if (own && own.columns.length > 0) cells.push([own, Math.min(Math.round(value * scale), ABSENT - 1)]);
      });
    }
    return { cells, markers };
  }
}
