import type { CloudWatchClient, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { message } from '../../../src/contract/messages/message';
import type { MirrorSettings } from '../../../src/contract/settings';
import { type MetricStore, type MinuteRecord, type PutResult, type RefusedRecord, StoreError } from '../../queues/ports/metric-store';
import { CloudWatchConnection, type ConnectionOptions, withSignal } from '../connection';
import { type Attempt, failureOf } from '../errors';
import { type BrokerName, checkNamespace, metricOf, namespaceOf } from '../naming';
import { attemptsOf, isUnsure } from '../sdk-error';
import { type Parcel, parcelOf } from './batches';
import { deliver, type Sent } from './sender';
import { checkFit, UnfitRecord } from './unfit';

export interface CloudWatchStoreOptions extends ConnectionOptions {
  readonly mirror: Pick<MirrorSettings, 'namespace' | 'naming'>;
  readonly broker: BrokerName;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
}

/** Amazon CloudWatch as a store. The AWS SDK is loaded with the first use; wrong settings show there, too. */
export function createCloudWatchStore(options: CloudWatchStoreOptions): MetricStore {
  return new CloudWatchStore(options);
}

class CloudWatchStore implements MetricStore {
  readonly label: string;
  readonly #connection: CloudWatchConnection;
  readonly #namespace: string;

  constructor(private readonly options: CloudWatchStoreOptions) {
    this.#connection = new CloudWatchConnection(options);
    this.#namespace = namespaceOf(options.mirror, options.broker);
    this.label = `${this.#namespace} in ${this.#connection.region}`;
  }

  async put(records: readonly MinuteRecord[], signal: AbortSignal): Promise<PutResult> {
    try {
      checkNamespace(this.#namespace);
      const { parcels, refused } = this.#pack(records);
      if (parcels.length === 0) return { stored: 0, refused, requests: 0, unsent: [] };
      const client = await this.#connection.client(signal);
      const delivery = await deliver(parcels, (datums) => this.#send(client, datums, signal), signal);
      return { ...delivery, refused: [...refused, ...delivery.refused] };
    } catch (error) {
      return { stored: 0, refused: [], requests: 0, unsent: records, error: this.#storeError(error, 'cloudwatch:PutMetricData') };
    }
  }

  /** Asks for the metrics of the namespace. A role that may only write cannot; that alone is no failure. */
  async check(signal: AbortSignal): Promise<void> {
    try {
      checkNamespace(this.#namespace);
      const client = await this.#connection.client(signal);
      const { ListMetricsCommand } = await import('@aws-sdk/client-cloudwatch');
      await withSignal(client.send(new ListMetricsCommand({ Namespace: this.#namespace }), { abortSignal: signal }), signal);
    } catch (error) {
      const failure = failureOf(error, this.#attempt('cloudwatch:ListMetrics'));
      if (failure.kind !== 'stop' || !failure.denied) throw this.#storeError(error, 'cloudwatch:ListMetrics');
    }
  }

  close(): void {
    this.#connection.close();
  }

  /** Names and cuts the records, and keeps back what CloudWatch would refuse together with everything beside it. */
  #pack(records: readonly MinuteRecord[]): { parcels: Parcel[]; refused: RefusedRecord[] } {
    const { mirror, broker, now = Date.now } = this.options;
    const parcels: Parcel[] = [];
    const refused: RefusedRecord[] = [];
    for (const record of records) {
      try {
        checkFit(record, now());
        parcels.push(parcelOf(record, metricOf(mirror.naming, broker, record)));
      } catch (error) {
        if (!(error instanceof UnfitRecord)) throw error;
        refused.push({ record, reason: error.message });
      }
    }
    return { parcels, refused };
  }

  async #send(client: CloudWatchClient, datums: MetricDatum[], signal: AbortSignal): Promise<Sent> {
    const { PutMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
    const command = new PutMetricDataCommand({ Namespace: this.#namespace, MetricData: datums });
    try {
      return { requests: attemptsOf(await withSignal(client.send(command, { abortSignal: signal }), signal)) };
    } catch (error) {
      const failure = failureOf(error, this.#attempt('cloudwatch:PutMetricData'));
      return { requests: attemptsOf(error), failure, unsure: isUnsure(error) };
    }
  }

  #attempt(permission: Attempt['permission']): Attempt {
    return { permission, where: `CloudWatch in ${this.#connection.region}`, namespace: this.#namespace };
  }

  #storeError(error: unknown, permission: Attempt['permission']): StoreError {
    const attempt = this.#attempt(permission);
    const failure = failureOf(error, attempt);
    return failure.kind === 'stop'
      ? failure.error
      : new StoreError(message('aws.refused', { where: attempt.where, said: failure.reason }), false);
  }
}
