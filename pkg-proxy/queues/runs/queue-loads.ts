import type { Quality } from '../../../src/contract/measures';
import { finish } from '../../lifetime/work';
import { readRuns } from './read-runs';
import type { RunsHistory } from './runs-history';

/** Minutes over which the load of a queue is taken: one alone tells little of long tasks, many tell of what was before. */
const MINUTES = 5;

export interface QueueLoad {
  /** Slots of workers that the tasks of the queue take. */
  readonly busy: number;
  /** Seconds that one of them runs on average; NaN when none has ended. */
  readonly meanRuntime: number;
  readonly quality: Quality;
}

/** How busy each queue keeps its workers, over the last whole minutes: worked out once a minute, however many ask. */
export class QueueLoads {
  #loads: ReadonlyMap<string, QueueLoad> = new Map();
  #at: number | undefined;

  constructor(private readonly history: RunsHistory) {}

  /** Undefined when nothing is known of the queue's tasks. */
  of(queue: string): QueueLoad | undefined {
    const minutes = this.history.lastClosed(MINUTES);
    const to = minutes.at(-1)?.at;
    const from = minutes[0]?.at;
    if (to === undefined || from === undefined) return undefined;
    if (this.#at !== to) this.#loads = this.#read(from, to);
    this.#at = to;
    return this.#loads.get(queue);
  }

  #read(from: number, to: number): ReadonlyMap<string, QueueLoad> {
    const all = () => true;
    const measures = ['busy', 'runtime'] as const;
    const { series } = finish(readRuns(this.history, { from, to, by: 'queue', tasks: all, queues: all, measures, statistic: 'avg' }));
    return new Map(
      series.map(({ name, values, quality }) => [
        name,
        { busy: values.get('busy')?.[0] ?? Number.NaN, meanRuntime: values.get('runtime')?.[0] ?? Number.NaN, quality },
      ]),
    );
  }
}
