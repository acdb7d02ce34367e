import { QUALITIES, type Quality } from '../../../src/contract/measures';
import { finish } from '../../lifetime/work';
import type { RunsHistory } from './minutes/runs-history';
import { readRuns } from './read-runs';

/** Minutes over which the load of a queue is taken: one alone tells little of long tasks, many tell of what was before. */
const MINUTES = 5;
/** Where no task has ended in them, it is taken that one runs as long as those that ended before, within a day. Milliseconds. */
const REMEMBERED_MS = 24 * 3600_000;

export interface QueueLoad {
  /** Slots of workers that the tasks of the queue take. */
  readonly busy: number;
  /** Seconds that one of them runs on average; NaN when none has ended. */
  readonly meanRuntime: number;
  readonly quality: Quality;
}

interface Mean {
  readonly seconds: number;
  /** The minute up to which it was taken, epoch milliseconds. */
  readonly at: number;
}

/** How busy each queue keeps its workers, over the last whole minutes: worked out once a minute, however many ask. */
export class QueueLoads {
  #loads: ReadonlyMap<string, QueueLoad> = new Map();
  /** Of a queue whose tasks did nothing; undefined where that cannot be told. */
  #idle: Quality | undefined;
  readonly #means = new Map<string, Mean>();
  #at: number | undefined;

  constructor(private readonly history: RunsHistory) {}

  /** Undefined when nothing is known of the queue's tasks. */
  of(queue: string): QueueLoad | undefined {
    const minutes = this.history.lastClosed(MINUTES);
    const to = minutes.at(-1)?.at;
    const from = minutes[0]?.at;
    if (to === undefined || from === undefined) return undefined;
    if (this.#at !== to) this.#read(from, to);
    this.#at = to;
    const load = this.#loads.get(queue);
    if (load) return load;
    return this.#idle && { busy: 0, meanRuntime: this.#means.get(queue)?.seconds ?? Number.NaN, quality: this.#idle };
  }

  #read(from: number, to: number): void {
    const all = () => true;
    const measures = ['busy', 'runtime'] as const;
    const range = finish(readRuns(this.history, { from, to, by: 'queue', tasks: all, queues: all, measures, statistic: 'avg' }));
    const loads = new Map<string, QueueLoad>();
    for (const { name, values, quality } of range.series) {
      const seconds = values.get('runtime')?.[0] ?? Number.NaN;
      if (!Number.isNaN(seconds)) this.#means.set(name, { seconds, at: to });
      const meanRuntime = this.#means.get(name)?.seconds ?? Number.NaN;
      loads.set(name, { busy: values.get('busy')?.[0] ?? Number.NaN, meanRuntime, quality });
    }
    this.#loads = loads;
    const quality = QUALITIES[range.qualities[0] ?? -1];
    // Where events were missed, or runs whose queue is not known took slots, it may be this queue that they belong to.
    const isWhole = (quality === 'exact' || quality === 'estimate') && !((loads.get('')?.busy ?? 0) > 0);
    this.#idle = isWhole ? quality : undefined;
    for (const [name, { at }] of this.#means) if (to - at > REMEMBERED_MS) this.#means.delete(name);
  }
}
