import type { AwsAuthDataSourceJsonData, AwsAuthDataSourceSecureJsonData } from '@grafana/aws-sdk';
import type { DataQuery } from '@grafana/schema';
import type { Measure } from './contract/measures';
import type { QueryType, QueueQuery } from './contract/query';
import type { MirrorSettings, Naming, WorkerSettings } from './contract/settings';

/** A query as a panel stores it: every field but Grafana's own `refId` may be absent and then has the contract's default. */
export interface BacklogQuery extends DataQuery, Partial<Omit<QueueQuery, 'queryType'>> {
  queryType?: QueryType;
}

/** What a dashboard variable stores: one pattern, empty for every queue. `query` is the field Grafana shows in its list. */
export interface QueueVariableQuery extends DataQuery {
  query?: string;
}

/** What was typed where something else than text belongs. What does not read as that is kept as it is, for the health check to name. */
type Typed<T> = T | string | undefined;

export interface ThresholdOptions {
  warning?: Typed<number>;
  critical?: Typed<number>;
}

/** `jsonData` of the datasource, before any check; the contract's `Settings` is what becomes of it. */
export interface BacklogOptions extends AwsAuthDataSourceJsonData {
  environment?: string | undefined;
  sentinelMaster?: string | undefined;
  keyPrefix?: string | undefined;
  separator?: string | undefined;
  prioritySteps?: Typed<readonly number[]>;
  unackedKey?: string | undefined;
  unackedIndexKey?: string | undefined;
  queues?: readonly string[] | undefined;
  discover?: boolean;
  include?: readonly string[] | undefined;
  exclude?: readonly string[] | undefined;
  sampleSeconds?: Typed<number>;
  thresholds?: ThresholdOptions & { queues?: Readonly<Record<string, ThresholdOptions>> };
  details?: boolean;
  visibilityTimeout?: Typed<number>;
  ageHeader?: string | undefined;
  workerEvents?: boolean;
  workerQueues?: WorkerSettings['queues'] | undefined;
  remoteControl?: boolean;
  eventExchange?: string | undefined;
  controlExchange?: string | undefined;
  showArguments?: boolean;
  maskArguments?: readonly string[] | undefined;
  tlsSkipVerify?: boolean;
  tlsAuth?: boolean;
  tlsAuthWithCACert?: boolean;
  serverName?: string | undefined;
  sentinelTls?: boolean;
  masterTls?: boolean;
  mirror?: MirrorOptions;
}

export interface MirrorOptions {
  enabled?: boolean;
  read?: boolean;
  namespace?: string | undefined;
  naming?: Naming;
  maxQueues?: Typed<number>;
  measures?: readonly Measure[] | undefined;
  maxDollarsPerMonth?: Typed<number>;
  lock?: MirrorSettings['lock'];
  lockPrefix?: string | undefined;
  lockUrl?: string | undefined;
}

/** `secureJsonData`: write only; the browser learns no more than whether one is set. */
export interface BacklogSecrets extends AwsAuthDataSourceSecureJsonData {
  password?: string;
  sentinelPassword?: string;
  lockPassword?: string;
  tlsCACert?: string;
  tlsClientCert?: string;
  tlsClientKey?: string;
}
