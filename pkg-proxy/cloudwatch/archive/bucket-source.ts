import type { GetMetricDataCommandInput, GetMetricDataCommandOutput, Metric } from '@aws-sdk/client-cloudwatch';
import type { ArchiveCounts } from '../../queues/archive';
import { withDeadline } from '../../queues/deadline';
import { StoreError } from '../../queues/metric-store';
import { Connection, withSignal } from '../connection';
import { failureOf } from '../errors';
import { checkNamespace, metricOf, namespaceOf } from '../naming';
import { attemptsOf } from '../sdk-error';
import type { CloudWatchStoreOptions } from '../store/store';
import { UnfitRecord } from '../store/unfit';
import type { Fetch } from './fetches';
import { type CloudWatchStatistic, readMetrics } from './metric-reader';
import { Setback } from './setback';

/** All pages of one request together. Milliseconds. */
const FETCH_TIMEOUT_MS = 60_000;
/** https://aws.amazon.com/cloudwatch/pricing/, us-east-1: $0.01 for 1,000 metrics requested, never free. */
const DOLLARS_A_METRIC = 0.01 / 1_000;

/** Buckets of queues, from CloudWatch: counts what that costs, and keeps its distance after a failure. */
export class BucketSource {
  /** For a person. */
  readonly label: string;
  readonly #namespace: string;
  readonly #connection: Connection;
  readonly #setback: Setback;
  readonly #closing = new AbortController();
  #requests = 0;
  #metricsRead = 0;

  constructor(private readonly options: CloudWatchStoreOptions & { readonly random?: (() => number) | undefined }) {
    this.#connection = new Connection(options);
    this.#namespace = namespaceOf(options.mirror, options.broker);
    this.label = `${this.#namespace} in ${this.#connection.region}`;
    this.#setback = new Setback({ now: options.now ?? Date.now, random: options.random ?? Math.random });
  }

  counts(): ArchiveCounts {
    return { requests: this.#requests, metricsRead: this.#metricsRead, dollars: this.#metricsRead * DOLLARS_A_METRIC };
  }

  close(): void {
    this.#closing.abort();
    this.#connection.close();
  }

  /** Whether CloudWatch can have the queue: it cannot if the name does not fit. */
  names(queue: string): boolean {
    try {
      this.#metric(queue);
      return true;
    } catch (error) {
      if (error instanceof UnfitRecord) return false;
      throw error;
    }
  }

  /**
   * One array a queue, NaN where CloudWatch has nothing.
   * @throws StoreError, and for a while after a failure the same again without asking
   */
  async fetch({ queues, from, to }: Fetch, statistic: CloudWatchStatistic, period: number): Promise<Float64Array[]> {
    const { reason } = this.#setback;
    if (reason) throw reason;
    try {
      checkNamespace(this.#namespace);
      const range = { metrics: queues.map((queue) => this.#metric(queue)), statistic, period, from: from * period, to: to * period };
      const read = (signal: AbortSignal) => readMetrics(range, (input) => this.#send(input, signal));
      const values = await withDeadline(FETCH_TIMEOUT_MS, read, this.#closing.signal);
      this.#setback.succeeded();
      return values;
    } catch (cause) {
      const error = this.#storeError(cause);
      this.#setback.failed(error);
      throw error;
    }
  }

  async #send(input: GetMetricDataCommandInput, signal: AbortSignal): Promise<GetMetricDataCommandOutput> {
    const client = await this.#connection.client(signal);
    const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
    try {
      const output = await withSignal(client.send(new GetMetricDataCommand(input), { abortSignal: signal }), signal);
      this.#requests += attemptsOf(output);
      this.#metricsRead += input.MetricDataQueries?.length ?? 0;
      return output;
    } catch (error) {
      this.#requests += attemptsOf(error);
      throw error;
    }
  }

  /** @throws UnfitRecord */
  #metric(queue: string): Metric {
    const { mirror, broker } = this.options;
    const { MetricName, Dimensions } = metricOf(mirror.naming, broker, { queue, measure: 'waiting' });
    return { Namespace: this.#namespace, MetricName, Dimensions };
  }

  #storeError(error: unknown): StoreError {
    const where = `CloudWatch in ${this.#connection.region}`;
    const failure = failureOf(error, { permission: 'cloudwatch:GetMetricData', where, namespace: this.#namespace });
    return failure.kind === 'stop' ? failure.error : new StoreError(`${where} refused the request: ${failure.reason}`, false);
  }
}
