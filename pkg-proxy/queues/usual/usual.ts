import { setImmediate } from 'node:timers/promises';
import type { Measure } from '../../../src/contract/measures';
import type { Said } from '../../../src/contract/messages/message';
import { onAbort } from '../../lifetime/abort';
import { withDeadline } from '../../lifetime/deadline';
import type { Archive } from '../ports/archive';
import { reasonOf } from '../ports/reason';
import { Bands, SPAN_MS, STEP_MS } from './band';
import { averagesOf, putTogether } from './four-weeks';

const DAY_MS = 86_400_000;
/** A day's last minutes are in the archive by then. Milliseconds. */
const SETTLED_MS = 15 * 60_000;
/** Archive that a band needs at the least, days. */
const LEAST_DAYS = 14;
/** Bands that are kept, 3 KB each. What was not asked for in a day makes room. */
export const MOST = 2000;
/** Series that are read at a time: 4 MB of averages. */
const AT_A_TIME = 48;
/** For one reading, which nobody waits for. */
const READ_MS = 60_000;
/** After a failure; the archive keeps its own distance beside. */
const RETRY_MS = 5 * 60_000;

/** A measure of a queue, or of several together. */
export interface UsualSeries {
  readonly measure: Measure;
  readonly queues: readonly string[];
  /**
   * Says which total is meant, where several queues are one. A total is read once a day whatever it is made of: a queue that has come
   * since has no past that could count.
   */
  readonly total?: string | undefined;
}

/**
 * What is known of what is usual. `young`: the archive begins less than two weeks ago, `begins` (epoch milliseconds), or has nothing yet
 * (undefined). `reading`: it is not known yet. `full`: too many series have been asked for. `failed`: the archive could not be read.
 */
export type Usualness =
  | { readonly state: 'known'; readonly bands: Bands }
  | { readonly state: 'young'; readonly begins: number | undefined }
  | { readonly state: 'reading' | 'full' }
  | { readonly state: 'failed'; readonly reason: Said };

interface Entry {
  readonly series: UsualSeries;
  known: Usualness;
  /** Number of the day whose bands these are. */
  day: number;
  queued: boolean;
  /** Moments (see `clock.ts`): not to be read before, last asked for. */
  retryAt: number;
  usedAt: number;
}

const READING: Usualness = { state: 'reading' };
const FULL: Usualness = { state: 'full' };

/** What is usual for each hour of the week, by series: read from the archive once a day, when somebody asks. */
export class Usual {
  /** The least recently requested comes first. */
  readonly #entries = new Map<string, Entry>();
  /** To be read; the last comes first, since somebody waits for it. */
  readonly #queue: Entry[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #closing = new AbortController();
  #busy = false;
  /** Counts what was read: an answer made before the last reading may lack what is known by now. */
  readings = 0;

  constructor(private readonly archive: Pick<Archive, 'read' | 'label'>) {}

  /** What is known at once. What is not, or is of yesterday, is read from now on. */
  look(series: UsualSeries): Usualness {
    const entry = this.#entry(series);
    if (!entry) return FULL;
    if (entry.day !== today() && !entry.queued && performance.now() >= entry.retryAt && !this.#closing.signal.aborted) {
      entry.queued = true;
      this.#queue.push(entry);
      if (!this.#busy) void this.#read();
    }
    return entry.known;
  }

  /** Resolves when all of the series have been read as far as they can be, or the signal aborts. */
  async ready(series: readonly UsualSeries[], signal: AbortSignal): Promise<void> {
    const isReading = () => series.filter((one) => this.look(one).state === 'reading').length > 0; // looks at all of them
    while (!signal.aborted && !this.#closing.signal.aborted && isReading()) {
      await new Promise<void>((resolve) => {
        const go = () => {
          this.#waiting.delete(go);
          leave();
          resolve();
        };
        this.#waiting.add(go);
        const leave = onAbort(signal, go); // not aborted yet
      });
    }
  }

  close(): void {
    this.#closing.abort();
    for (const go of this.#waiting) go();
  }

  #entry(series: UsualSeries): Entry | undefined {
    const key = keyOf(series);
    const known = this.#entries.get(key);
    const usedAt = performance.now();
    if (!known && !this.#hasRoom(usedAt)) return undefined;
    const entry: Entry = known ?? { series, known: READING, day: Number.NaN, queued: false, retryAt: usedAt, usedAt };
    entry.usedAt = usedAt;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  #hasRoom(now: number): boolean {
    if (this.#entries.size < MOST) return true;
    const [oldest] = this.#entries;
    // What has been asked for today stays: else it would be read, and paid for, again and again.
    return oldest !== undefined && oldest[1].usedAt < now - DAY_MS && this.#entries.delete(oldest[0]);
  }

  async #read(): Promise<void> {
    this.#busy = true;
    await setImmediate(); // those that are asked for at the same time go together
    for (let batch = this.#next(); batch.length > 0 && !this.#closing.signal.aborted; batch = this.#next()) {
      await this.#readBatch(batch);
      this.readings++;
      for (const go of this.#waiting) go();
    }
    this.#busy = false;
  }

  /** A total, or as many queues with the same measure as are read at a time. */
  #next(): Entry[] {
    const first = this.#queue.pop();
    if (!first) return [];
    const batch = [first];
    if (first.series.queues.length !== 1) return batch;
    for (let i = this.#queue.length - 1; i >= 0 && batch.length < AT_A_TIME; i--) {
      const { measure, queues } = this.#queue[i]!.series;
      if (measure === first.series.measure && queues.length === 1) batch.push(...this.#queue.splice(i, 1));
    }
    return batch;
  }

  async #readBatch(batch: readonly Entry[]): Promise<void> {
    const day = today();
    const range = { from: day * DAY_MS - SPAN_MS, to: day * DAY_MS };
    const { measure } = batch[0]!.series;
    const queues = batch.flatMap((entry) => entry.series.queues);
    try {
      const whole = batch.length === 1 ? putTogether(measure) : undefined;
      for (let i = 0; i < queues.length; i += AT_A_TIME) {
        const some = queues.slice(i, i + AT_A_TIME);
        const request = { queues: some, measure, ...range, interval: STEP_MS, statistic: 'avg', keep: false } as const;
        const segments = await withDeadline(READ_MS, (signal) => this.archive.read(request, signal), this.#closing.signal);
        for (const n of some.keys()) {
          const averages = averagesOf(segments, n, range.from);
          if (whole) whole.add(averages);
          else settle(batch[i + n]!, averages, day);
          await setImmediate(); // each takes a millisecond
        }
      }
      if (whole) settle(batch[0]!, whole.averages, day);
    } catch (error) {
      const reason = reasonOf(error);
      for (const entry of batch) {
        entry.retryAt = performance.now() + RETRY_MS;
        // What was usual yesterday serves meanwhile.
        if (entry.known.state !== 'known') entry.known = { state: 'failed', reason };
      }
    }
    for (const entry of batch) entry.queued = false;
  }
}

/** The bands of a day are made of the four weeks before it. */
function settle(entry: Entry, averages: Float64Array, day: number): void {
  entry.day = day;
  const first = averages.findIndex((value) => !Number.isNaN(value));
  const begins = first < 0 ? undefined : day * DAY_MS - SPAN_MS + first * STEP_MS;
  const enough = begins !== undefined && begins <= (day - LEAST_DAYS) * DAY_MS;
  entry.known = enough ? { state: 'known', bands: new Bands(averages, day * DAY_MS - SPAN_MS) } : { state: 'young', begins };
}

/** Number of the day, UTC, whose four weeks are over and in the archive. */
function today(): number {
  return Math.floor((Date.now() - SETTLED_MS) / DAY_MS);
}

function keyOf({ measure, queues, total }: UsualSeries): string {
  return `${measure} ${total === undefined ? 'of' : 'total'} ${total ?? queues[0] ?? ''}`;
}
