import type { Metric } from '@aws-sdk/client-cloudwatch';
import type { BackOff } from '../../lifetime/back-off';
import { StoreError } from '../../queues/ports/metric-store';
import { metricOf } from '../naming';
import type { CloudWatchStoreOptions } from '../store/store';
import { UnfitRecord } from '../store/unfit';
import type { Fetch } from './fetches';
import { type CloudWatchStatistic, readMetrics } from './metric-reader';
import { readSeries } from './series';
import type { Service } from './service';

/** All pages of one request together. Milliseconds. */
const FETCH_TIMEOUT_MS = 60_000;

/** Buckets of series, from CloudWatch: keeps its distance after a failure. */
export class BucketSource {
  constructor(
    private readonly service: Service,
    private readonly options: Pick<CloudWatchStoreOptions, 'mirror' | 'broker'>,
    private readonly backOff: BackOff<StoreError>,
  ) {}

  /** Whether CloudWatch can have the series: it cannot if the queue's name does not fit. */
  names(series: string): boolean {
    try {
      this.#metric(series);
      return true;
    } catch (error) {
      if (error instanceof UnfitRecord) return false;
      throw error;
    }
  }

  /**
   * One array a series, NaN where CloudWatch has nothing.
   * @throws StoreError, and for a while after a failure the same again without asking
   */
  async fetch({ series, from, to }: Fetch, statistic: CloudWatchStatistic, period: number): Promise<Float64Array[]> {
    const { reason } = this.backOff;
    if (reason) throw reason;
    const range = { metrics: series.map((one) => this.#metric(one)), statistic, period, from: from * period, to: to * period };
    try {
      const values = await this.service.within(FETCH_TIMEOUT_MS, 'cloudwatch:GetMetricData', (signal) =>
        readMetrics(range, (input) => this.service.getMetricData(input, signal)),
      );
      this.backOff.succeeded();
      return values;
    } catch (error) {
      if (error instanceof StoreError) this.backOff.failed(error);
      throw error;
    }
  }

  /** @throws UnfitRecord */
  #metric(series: string): Metric {
    const { mirror, broker } = this.options;
    const { MetricName, Dimensions } = metricOf(mirror.naming, broker, readSeries(series));
    return { Namespace: this.service.namespace, MetricName, Dimensions };
  }
}
