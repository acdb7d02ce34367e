import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  ListMetricsCommandInput,
  ListMetricsCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import { message } from '../../../src/contract/messages/message';
import { withDeadline } from '../../lifetime/deadline';
import type { ArchiveCounts } from '../../queues/ports/archive';
import { StoreError } from '../../queues/ports/metric-store';
import { CloudWatchConnection, withSignal } from '../connection';
import { type Attempt, failureOf } from '../errors';
import { checkNamespace, namespaceOf } from '../naming';
import { attemptsOf } from '../sdk-error';
import type { CloudWatchStoreOptions } from '../store/store';

/** https://aws.amazon.com/cloudwatch/pricing/, us-east-1: $0.01 for 1,000 metrics requested, never free. */
const DOLLARS_A_METRIC = 0.01 / 1_000;
/** The same page: $0.01 for 1,000 requests; an account has a million a month free, which is not deducted here. */
const DOLLARS_A_LISTING = 0.01 / 1_000;

/** Sends requests to CloudWatch and counts what they cost. */
export class Service {
  readonly namespace: string;
  /** Name for messages. */
  readonly label: string;
  readonly #connection: CloudWatchConnection;
  readonly #closing = new AbortController();
  #requests = 0;
  #listings = 0;
  #metricsRead = 0;

  constructor(options: CloudWatchStoreOptions) {
    this.#connection = new CloudWatchConnection(options);
    this.namespace = namespaceOf(options.mirror, options.broker);
    this.label = `${this.namespace} in ${this.#connection.region}`;
  }

  counts(): ArchiveCounts {
    return {
      requests: this.#requests + this.#listings,
      metricsRead: this.#metricsRead,
      dollars: this.#metricsRead * DOLLARS_A_METRIC + this.#listings * DOLLARS_A_LISTING,
    };
  }

  close(): void {
    this.#closing.abort();
    this.#connection.close();
  }

  /**
   * Runs work of several requests, which ends with `close()` at the latest.
   * @param ms time limit for everything, in milliseconds
   * @throws StoreError
   */
  async within<T>(ms: number, permission: Attempt['permission'], work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      checkNamespace(this.namespace);
      return await withDeadline(ms, work, this.#closing.signal);
    } catch (error) {
      throw this.#storeError(error, permission);
    }
  }

  async getMetricData(input: GetMetricDataCommandInput, signal: AbortSignal): Promise<GetMetricDataCommandOutput> {
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

  async listMetrics(input: ListMetricsCommandInput, signal: AbortSignal): Promise<ListMetricsCommandOutput> {
    const client = await this.#connection.client(signal);
    const { ListMetricsCommand } = await import('@aws-sdk/client-cloudwatch');
    try {
      const output = await withSignal(client.send(new ListMetricsCommand(input), { abortSignal: signal }), signal);
      this.#listings += attemptsOf(output);
      return output;
    } catch (error) {
      this.#listings += attemptsOf(error);
      throw error;
    }
  }

  #storeError(error: unknown, permission: Attempt['permission']): StoreError {
    const where = `CloudWatch in ${this.#connection.region}`;
    const failure = failureOf(error, { permission, where, namespace: this.namespace });
    return failure.kind === 'stop' ? failure.error : new StoreError(message('aws.refused', { where, said: failure.reason }), false);
  }
}
