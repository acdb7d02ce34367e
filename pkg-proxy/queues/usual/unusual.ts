import { MINUTE_MS } from '../minute';
import type { GoodSample, Sample } from '../sample';
import type { UsualChange, UsualSide } from '../usual-change';
import { type Band, type Bands, deviationFrom } from './band';
import { RecentMinutes } from './recent-minutes';
import type { Usual } from './usual';

/** Minutes of an average, which is what bands are made of. A queue is told of when it was out for twice as long, */
const AVERAGED = 5;
/** in this share of the minutes: a heap of some minutes lifts two averages in a row, and one minute may be an exception. */
const LASTING = 0.8;
/**
 * One average in five is outside the band. So many widths away is one by chance in forty weeks of a queue, in a simulation of normal noise
 * that is like itself (autocorrelation 0.8); and a doubled load is that far away while the noise is below a sixth of the load.
 */
const OUT = 1.5;
/** And so many times as far as the queue goes each week: then a queue of rare, high peaks is told of when one is higher than ever. */
const BEYOND_REACH = 1.5;
/** Back when it is nearer than this. */
const BACK = 0.5;
/** None of the minutes that count for coming back was farther away. */
const BACK_AT_MOST = 1;
/** So few more or less are no news, however narrow the band. */
const LEAST_TASKS = 10;

export interface UnusualOptions {
  readonly samples: { onSample(listener: (sample: Sample) => void): () => void };
  readonly usual: Pick<Usual, 'look'>;
  readonly selects: (queue: string) => boolean;
  /** Is told what changed at one time. */
  readonly tell: (changes: readonly UsualChange[]) => void;
}

interface Known {
  /** Number of the minute in which it was first seen. */
  readonly since: number;
  side: UsualSide;
  readonly minutes: RecentMinutes;
}

/** Notices, minute by minute, when what waits in a queue leaves its usual range for ten minutes, and when it is back. */
export class UnusualWatch {
  readonly #queues = new Map<string, Known>();
  #minute = Number.NaN;
  #end: (() => void) | undefined;

  constructor(private readonly options: UnusualOptions) {}

  /** From now on somebody wants to know. Before, nothing is read of the archive: a mirror alone may have no right to. */
  begin(): void {
    this.#end ??= this.options.samples.onSample((sample) => {
      if (sample.ok) this.#see(sample);
    });
  }

  close(): void {
    this.#end?.();
  }

  #see({ at, queues, waiting }: GoodSample): void {
    const minute = Math.floor(at / MINUTE_MS);
    if (minute !== this.#minute) this.#judge(minute, new Set(queues));
    this.#minute = minute;
    for (const [q, queue] of queues.entries()) {
      const length = waiting[q] ?? Number.NaN;
      if (Number.isNaN(length) || !this.options.selects(queue)) continue;
      const known = this.#queues.get(queue) ?? { since: minute, side: 'usual', minutes: new RecentMinutes(2 * AVERAGED) };
      this.#queues.set(queue, known);
      known.minutes.add(minute, length);
    }
  }

  /** @param minute that has just begun */
  #judge(minute: number, queues: ReadonlySet<string>): void {
    const changes: UsualChange[] = [];
    for (const [queue, known] of this.#queues) {
      if (!queues.has(queue)) {
        this.#queues.delete(queue);
        continue;
      }
      const usual = this.#usualOf(queue, known, minute);
      const change = usual && changeOf(known, usual, minute);
      if (!change) continue;
      known.side = change.to;
      changes.push({ queue, at: minute * MINUTE_MS, ...change });
    }
    if (changes.length > 0) this.options.tell(changes);
  }

  /** Asks only for a queue that has been watched for ten minutes. */
  #usualOf(queue: string, { since }: Known, minute: number): Bands | undefined {
    if (minute - since < 2 * AVERAGED) return undefined;
    const usual = this.options.usual.look({ measure: 'waiting', queues: [queue] });
    return usual.state === 'known' ? usual.bands : undefined;
  }
}

function changeOf(
  { side, minutes }: Known,
  bands: Bands,
  minute: number,
): Pick<UsualChange, 'to' | 'waiting' | 'low' | 'high'> | undefined {
  const waiting = minutes.average(minute - AVERAGED, minute);
  const band = bands.at((minute - AVERAGED / 2) * MINUTE_MS);
  if (!band || Number.isNaN(waiting)) return undefined;
  const to = sideOf(waiting, band, bands, side);
  if (to === side) return undefined;
  let [seen, alike] = [0, 0];
  for (const [m, mean] of minutes.each(minute - 2 * AVERAGED, minute)) {
    const deviation = deviationFrom(bands.at(m * MINUTE_MS), mean);
    seen++;
    if (to === 'usual' ? Math.abs(deviation) < BACK_AT_MOST : to === 'longer' ? deviation > BACK : deviation < -BACK) alike++;
  }
  return alike >= LASTING * seen ? { to, waiting, low: band.low, high: band.high } : undefined;
}

/** Where an average is. */
function sideOf(waiting: number, band: Band, { above, below }: Bands, before: UsualSide): UsualSide {
  const deviation = deviationFrom(band, waiting);
  if (deviation >= Math.max(OUT, BEYOND_REACH * above) && waiting >= band.high + LEAST_TASKS) return 'longer';
  if (deviation <= Math.min(-OUT, BEYOND_REACH * below) && waiting <= band.low - LEAST_TASKS) return 'shorter';
  return Math.abs(deviation) < BACK ? 'usual' : before;
}
