import type { CostResource } from '../../../src/contract/resources';
import type { MirrorSettings, Settings } from '../../../src/contract/settings';
import type { Adapters } from '../monitor/adapters';
import { Environments } from '../monitor/environments';
import { FakeArchive } from './fake-archive';
import { FakeLock } from './fake-lock';
import { FakeReader } from './fake-reader';
import { FakeStore } from './fake-store';
import { FakeTaskFeed } from './fake-task-feed';
import { FakeControl, FakeFeed } from './fake-workers';

/** An outside world in memory, for tests: what was made of it is kept in the order of making. */
export class FakeAdapters implements Adapters {
  readonly environments = new Environments();
  readonly readers: FakeReader[] = [];
  readonly stores: FakeStore[] = [];
  readonly archives: FakeArchive[] = [];
  readonly feeds: FakeFeed[] = [];
  readonly taskFeeds: FakeTaskFeed[] = [];
  readonly controls: FakeControl[] = [];
  readonly locks: FakeLock[] = [];

  /** @param lengths queue → length by step, as every new reader finds them; `arrange` changes it further */
  constructor(
    private readonly lengths: Readonly<Record<string, readonly number[]>> = {},
    private readonly arrange: (reader: FakeReader) => void = () => {},
  ) {}

  reader(): FakeReader {
    const reader = Object.assign(new FakeReader(), { lengths: { ...this.lengths } });
    this.arrange(reader);
    this.readers.push(reader);
    return reader;
  }

  /** Where a store says that it writes; undefined for what every fake says. */
  storeLabel: (settings: Settings) => string | undefined = () => undefined;

  store(settings: Settings): FakeStore {
    const store = new FakeStore(this.storeLabel(settings));
    this.stores.push(store);
    return store;
  }

  lock(settings: Settings): FakeLock | undefined {
    if (settings.mirror.lock === 'none') return undefined;
    const lock = new FakeLock();
    this.locks.push(lock);
    return lock;
  }

  workerFeed(): FakeFeed {
    const feed = new FakeFeed();
    this.feeds.push(feed);
    return feed;
  }

  taskFeed(): FakeTaskFeed {
    const feed = new FakeTaskFeed();
    this.taskFeeds.push(feed);
    return feed;
  }

  workerControl(): FakeControl {
    const control = new FakeControl();
    this.controls.push(control);
    return control;
  }

  archive(): FakeArchive {
    const archive = new FakeArchive();
    this.archives.push(archive);
    return archive;
  }

  /** A metric a queue at 30 cents; beyond `maxQueues` nothing is paid. */
  cost(
    {
      mirror: { maxQueues, maxDollarsPerMonth = Number.POSITIVE_INFINITY },
    }: { readonly mirror: Pick<MirrorSettings, 'maxQueues' | 'maxDollarsPerMonth'> },
    knownQueues: number,
  ): CostResource {
    const queues = Math.min(knownQueues, maxQueues);
    const dollars = (n: number) => Math.round(n * 30) / 100;
    return {
      knownQueues,
      queues,
      knownTasks: 0,
      tasks: 0,
      metrics: queues,
      requests: 43_800,
      dollarsPerMonth: dollars(queues),
      dollarsPerQueue: 0.3,
      dollarsPerTask: 0,
      dollarsPerMeasure: dollars(queues),
      uncappedDollarsPerMonth: dollars(knownQueues),
      savedDollarsPerMonth: dollars(knownQueues - queues),
      usualDollarsPerMonth: 0.01,
      budget: Number.isFinite(maxDollarsPerMonth) ? maxDollarsPerMonth : null,
      overBudget: dollars(queues) > maxDollarsPerMonth,
      affordableQueues: Math.min(knownQueues, Math.floor(maxDollarsPerMonth / 0.3)),
    };
  }
}
