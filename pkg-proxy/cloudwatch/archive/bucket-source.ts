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

/** Time limit for all pages of one request, in milliseconds. */
const FETCH_TIMEOUT_MS = 60_000;

/** Reads buckets of series from CloudWatch, and backs off after a failure. */
export class BucketSource {
  constructor(
    private readonly service: Service,
    private readonly options: Pick<CloudWatchStoreOptions, 'mirror' | 'broker'>,
    private readonly backOff: BackOff<StoreError>,
  ) {}

  /** Whether CloudWatch can hold the series. It cannot if the queue's name is too long. */
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
   * One array for each series, NaN where CloudWatch has no data.
   * @throws StoreError; during the back-off after a failure, the same error without a request
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
