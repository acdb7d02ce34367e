import type { Metric } from '@aws-sdk/client-cloudwatch';
import { message } from '../../../src/contract/messages/message';
import type { DurationStatistic } from '../../../src/contract/queries/runs';
import type { Statistic } from '../../../src/contract/query';
import { BackOff, type Pace } from '../../lifetime/back-off';
import type { Archive, ArchiveCounts, ArchiveRequest, ArchiveSegment, TaskArchiveRequest } from '../../queues/ports/archive';
import { StoreError } from '../../queues/ports/metric-store';
import { queueFilter, queueOf, taskFilter, taskOf } from '../naming';
import type { CloudWatchStoreOptions } from '../store/store';
import { BucketCache, firstUnsettled, type Gap } from './bucket-cache';
import { BucketSource } from './bucket-source';
import { fetchesOf, spanOf } from './fetches';
import { Lane } from './lane';
import { ListedNames } from './listed-names';
import { type CloudWatchStatistic, MAX_METRICS } from './metric-reader';
import { seriesOf, taskSeriesOf } from './series';
import { Service } from './service';
import { type Tier, tiersOf, UNSEEN_MS } from './tiers';
import { Window } from './window';

export interface CloudWatchArchiveOptions extends CloudWatchStoreOptions {
  /** Size limit of the cache of fetched buckets, in bytes. Default: 32 MB. */
  readonly cacheBytes?: number | undefined;
  /** Monotonic clock, for tests; milliseconds. */
  readonly moment?: (() => number) | undefined;
  readonly random?: (() => number) | undefined;
}

const CACHE_BYTES = 32_000_000;
/** After a failure, CloudWatch is not asked again before this, however often a dashboard refreshes. */
const FAILED: Pace = { firstMs: 5_000, mostMs: 300_000 };
/** Wrong settings or missing rights are not fixed within seconds. */
const REFUSED: Pace = { firstMs: 60_000, mostMs: 300_000 };
/** Limit of one answer: 32 MB of numbers. */
const MAX_VALUES = 4_000_000;

/**
 * Limit of points in one request that bypasses the cache. They fit on one page, because each page is charged for all metrics of the request.
 * Parsing that many takes 15 ms, and nothing else is answered meanwhile.
 */
const PASSING_POINTS = 33_600;

/**
 * CloudWatch has no `last`. It is read as the average of short periods, and the last known one of them represents the longer
 * period.
 */
const STATISTIC: Readonly<Record<Statistic, CloudWatchStatistic>> = { max: 'Maximum', min: 'Minimum', avg: 'Average', last: 'Average' };
const OF_RUNTIME: Readonly<Record<DurationStatistic, CloudWatchStatistic>> = {
  avg: 'Average',
  max: 'Maximum',
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
};

/** Series in the order of the answer, and the statistic to read. */
interface Wanted {
  readonly series: readonly string[];
  readonly statistic: CloudWatchStatistic;
  readonly keep?: boolean | undefined;
}

/** Reads back what a mirror wrote to Amazon CloudWatch. The AWS SDK is loaded on first use, and wrong settings are reported then. */
export function createCloudWatchArchive(options: CloudWatchArchiveOptions): Archive {
  return new CachedArchive(options);
}

class CachedArchive implements Archive {
  readonly label: string;
  readonly #service: Service;
  readonly #source: BucketSource;
  readonly #queues: ListedNames;
  readonly #tasks: ListedNames;
  readonly #cache: BucketCache;
  readonly #now: () => number;
  /** By statistic and period. */
  readonly #lanes = new Map<string, Lane<Window>>();

  constructor(options: CloudWatchArchiveOptions) {
    const { now = Date.now, moment = () => performance.now(), random = Math.random } = options;
    this.#now = now;
    this.#service = new Service(options);
    this.label = this.#service.label;
    const backOff = () => new BackOff<StoreError>({ pace: ({ retryable }) => (retryable ? FAILED : REFUSED), moment, random });
    const { mirror, broker } = options;
    const queues = { filter: () => queueFilter(mirror.naming, broker), nameOf: (metric: Metric) => queueOf(mirror.naming, broker, metric) };
    const tasks = { filter: () => taskFilter(broker), nameOf: (metric: Metric) => taskOf(broker, metric) };
    // One back-off each: a role that may read but not list can still read.
    this.#source = new BucketSource(this.#service, options, backOff());
    this.#queues = new ListedNames(this.#service, queues, backOff(), moment);
    this.#tasks = new ListedNames(this.#service, tasks, backOff(), moment);
    this.#cache = new BucketCache(options.cacheBytes ?? CACHE_BYTES);
  }

  read(request: ArchiveRequest, signal: AbortSignal): Promise<readonly ArchiveSegment[]> {
    const { queues, measure = 'waiting', statistic, keep } = request;
    const series = queues.map((queue) => seriesOf(measure, queue));
    return this.#read({ series, statistic: STATISTIC[statistic], keep }, tiersOf(request, this.#now()), signal);
  }

  readTasks(request: TaskArchiveRequest, signal: AbortSignal): Promise<readonly ArchiveSegment[]> {
    const { tasks, measure } = request;
    const series = tasks.map((task) => taskSeriesOf(measure, task));
    const statistic = measure === 'runtime' ? OF_RUNTIME[request.statistic] : 'Sum';
    const tiers = tiersOf({ ...request, statistic: 'avg' }, this.#now()); // any that is read as it is answered
    return this.#read({ series, statistic }, tiers, signal);
  }

  queues(signal: AbortSignal): Promise<readonly string[]> {
    return this.#queues.list(signal);
  }

  tasks(signal: AbortSignal): Promise<readonly string[]> {
    return this.#tasks.list(signal);
  }

  counts(): ArchiveCounts {
    return this.#service.counts();
  }

  close(): void {
    this.#service.close();
    this.#cache.clear();
  }

  async #read(wanted: Wanted, tiers: readonly Tier[], signal: AbortSignal): Promise<readonly ArchiveSegment[]> {
    const size = tiers.reduce((sum, { from, to, source }) => sum + ((to - from) / source) * wanted.series.length, 0);
    if (size > MAX_VALUES) {
      throw new StoreError(message('aws.tooManyPoints', { points: size, most: MAX_VALUES }), false);
    }
    return Promise.all(tiers.map((tier) => this.#segment(wanted, tier, signal)));
  }

  async #segment({ series, statistic, keep = true }: Wanted, tier: Tier, signal: AbortSignal): Promise<ArchiveSegment> {
    const now = this.#now();
    const names = [...new Set(series)].filter((name) => this.#source.names(name));
    const window = new Window(names, statistic, tier, now - UNSEEN_MS);
    if (keep) {
      if (window.gaps(this.#cache, now).size > 0) await this.#fill(window, signal);
    } else await this.#pass(window, tier, names, signal);
    return { times: window.times(), values: series.map((name) => window.answer(name)), period: tier.period };
  }

  /** Fills the window without using the cache. */
  async #pass(window: Window, tier: Tier, names: readonly string[], signal: AbortSignal): Promise<void> {
    const [from, to] = [tier.from / tier.source, tier.to / tier.source];
    const together = Math.max(1, Math.min(MAX_METRICS, Math.floor(PASSING_POINTS / Math.max(to - from, 1))));
    for (let i = 0; i < names.length; i += together) {
      if (signal.aborted) throw new StoreError(message('aws.late'), true);
      const series = names.slice(i, i + together);
      const values = await this.#source.fetch({ series, from, to }, window.statistic, window.period);
      for (const [n, name] of series.entries()) window.take(name, from, values[n]!);
    }
  }

  /** @throws StoreError if the window still lacks buckets in the end */
  async #fill(window: Window, signal: AbortSignal): Promise<void> {
    const key = `${window.statistic} ${window.period}`;
    const lane = this.#lanes.get(key) ?? new Lane<Window>((windows) => this.#fetchFor(windows));
    this.#lanes.set(key, lane);
    try {
      await lane.ask(window, signal);
    } catch (error) {
      // The part that failed may belong to another reader.
      if (window.gaps(this.#cache, this.#now()).size > 0) throw error;
    } finally {
      if (lane.idle) this.#lanes.delete(key);
    }
  }

  /** One turn of a lane: fetches the buckets that its windows lack. All windows have the same statistic and period. */
  async #fetchFor(windows: readonly Window[]): Promise<void> {
    const { statistic, period } = windows[0]!;
    const now = this.#now();
    const gaps = new Map<string, Gap>();
    for (const window of windows) {
      for (const [name, gap] of window.gaps(this.#cache, now)) gaps.set(name, spanOf(gaps.get(name), gap));
    }
    for (const fetch of fetchesOf(gaps, firstUnsettled(period, now))) {
      const sentAt = this.#now();
      const values = await this.#source.fetch(fetch, statistic, period);
      fetch.series.forEach((name, i) => {
        const found = values[i]!;
        this.#cache.write({ name, statistic, period }, fetch.from, found, sentAt);
        for (const window of windows) window.take(name, fetch.from, found);
      });
    }
  }
}
