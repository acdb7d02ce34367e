import type { ListMetricsCommandInput, Metric } from '@aws-sdk/client-cloudwatch';
import type { BackOff } from '../../lifetime/back-off';
import { StoreError } from '../../queues/ports/metric-store';
import { withSignal } from '../connection';
import type { Service } from './service';

/** A new metric takes up to 15 minutes to be listed (API reference of ListMetrics): asking more often brings nothing new. */
const FRESH_MS = 15 * 60_000;
/** Time limit for all pages, in milliseconds. */
const LIST_TIMEOUT_MS = 20_000;
const MAX_NAMES = 10_000;
/** Page limit, 500 metrics each: a namespace may hold many other metrics. */
const MAX_PAGES = 50;

/** Which metrics to list, and how to read a name from a metric: undefined if it is not one of ours. */
export interface Listed {
  filter(): Pick<ListMetricsCommandInput, 'MetricName' | 'Dimensions'>;
  nameOf(metric: Metric): string | undefined;
}

/** Queues or tasks with data in the last two weeks. CloudWatch lists no older ones, though it can still read them. */
export class ListedNames {
  #names: readonly string[] | undefined;
  #listedAt = Number.NEGATIVE_INFINITY;
  #listing: Promise<readonly string[]> | undefined;

  constructor(
    private readonly service: Service,
    private readonly listed: Listed,
    private readonly backOff: BackOff<StoreError>,
    /** Monotonic clock, milliseconds. */
    private readonly moment: () => number,
  ) {}

  /**
   * The first caller waits. Later ones get the last list, which is renewed in the background when it is old.
   * @throws StoreError while there is no list; during the back-off after a failure, the same error without a request
   */
  async list(signal: AbortSignal): Promise<readonly string[]> {
    if (this.#names && this.moment() - this.#listedAt < FRESH_MS) return this.#names;
    const { reason } = this.backOff;
    if (reason) {
      if (this.#names) return this.#names;
      throw reason;
    }
    this.#listing ??= this.#list();
    this.#listing.catch(() => undefined); // who asked may have left; what failed is the back-off's reason
    return this.#names ?? withSignal(this.#listing, signal);
  }

  async #list(): Promise<readonly string[]> {
    const at = this.moment();
    try {
      this.#names = await this.service.within(LIST_TIMEOUT_MS, 'cloudwatch:ListMetrics', (signal) => this.#pages(signal));
      this.#listedAt = at;
      this.backOff.succeeded();
      return this.#names;
    } catch (error) {
      if (error instanceof StoreError) this.backOff.failed(error);
      throw error;
    } finally {
      this.#listing = undefined;
    }
  }

  async #pages(signal: AbortSignal): Promise<readonly string[]> {
    const input = { Namespace: this.service.namespace, ...this.listed.filter() };
    const names = new Set<string>();
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const { Metrics = [], NextToken } = await this.service.listMetrics({ ...input, ...(token && { NextToken: token }) }, signal);
      for (const metric of Metrics) {
        const name = this.listed.nameOf(metric);
        if (name !== undefined && names.size < MAX_NAMES) names.add(name);
      }
      token = NextToken;
      if (!token || names.size === MAX_NAMES) break;
    }
    return [...names];
  }
}
