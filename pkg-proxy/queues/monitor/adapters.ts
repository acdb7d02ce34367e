import type { CostResource } from '../../../src/contract/resources';
import type { Settings } from '../../../src/contract/settings';
import type { Archive } from '../ports/archive';
import type { MetricStore } from '../ports/metric-store';
import type { MinuteLock } from '../ports/minute-lock';
import type { QueueReader } from '../ports/reader';
import type { TaskFeed } from '../ports/task-feed';
import type { WorkerControl } from '../ports/worker-control';
import type { WorkerFeed } from '../ports/worker-feed';
import type { Environments } from './environments';

/** Makes the outside world's parts from settings; `main.ts` gives the real ones, tests their own. */
export interface Adapters {
  /** All that run in this process. */
  readonly environments: Environments;
  reader(settings: Settings): QueueReader;
  store(settings: Settings): MetricStore;
  /**
   * By which several mirrors take turns; undefined when the settings want none.
   * @param series what is written where, as the store's label says it
   */
  lock(settings: Settings, series: string): MinuteLock | undefined;
  /** Reads back what the store has kept. */
  archive(settings: Settings): Archive;
  /**
   * What mirroring so many queues and tasks with these settings costs a month.
   * @param tasks undefined where nobody listens to their events
   */
  cost(settings: Settings, queues: number, tasks: number | undefined): CostResource;
  /** Hears the workers. */
  workerFeed(settings: Settings): WorkerFeed;
  /** Hears what becomes of tasks; only made where the settings allow it. */
  taskFeed(settings: Settings): TaskFeed;
  /** Asks the workers; only made where the settings allow it. */
  workerControl(settings: Settings): WorkerControl;
}
