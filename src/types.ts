import type { AwsAuthDataSourceJsonData, AwsAuthDataSourceSecureJsonData } from '@grafana/aws-sdk';
import type { DataQuery } from '@grafana/schema';
import type { z } from 'zod';
import type { StoredSettings } from './contract/settings/schema';
import type { connectionSecrets, mirrorSecrets } from './contract/settings/secrets';

/** A query as a panel stores it: of any version, and not yet checked. `openQuery` says what it asks. */
export interface BacklogQuery extends DataQuery {
  readonly [field: string]: unknown;
}

/** What a dashboard variable stores: one pattern, empty for every queue. `query` is the field Grafana shows in its list. */
export interface QueueVariableQuery extends DataQuery {
  query?: string;
}

/**
 * What the settings page stores. What was typed where a number or a list of them belongs and does not read as that is kept as it is,
 * for the health check to name.
 */
type Typed<T> = T extends number | readonly number[]
  ? Readonly<T> | string
  : T extends string | boolean | undefined
    ? T
    : T extends readonly unknown[]
      ? Readonly<T>
      : { [K in keyof T]: Typed<T[K]> };

/** `jsonData` of the datasource, before any check; the contract's `Settings` is what becomes of it. */
export interface BacklogOptions extends AwsAuthDataSourceJsonData, Omit<Typed<StoredSettings>, keyof AwsAuthDataSourceJsonData> {}

export type MirrorOptions = NonNullable<BacklogOptions['mirror']>;
export type ThresholdOptions = Omit<NonNullable<BacklogOptions['thresholds']>, 'queues'>;

/** `secureJsonData`: write only; the browser learns no more than whether one is set. */
export interface BacklogSecrets extends AwsAuthDataSourceSecureJsonData, z.input<typeof connectionSecrets>, z.input<typeof mirrorSecrets> {}
