import type { AwsAuthDataSourceJsonData, AwsAuthDataSourceSecureJsonData } from '@grafana/aws-sdk';
import type { DataQuery } from '@grafana/schema';
import type { z } from 'zod';
import type { StoredSettings } from './contract/settings/schema';
import type { connectionSecrets, mirrorSecrets } from './contract/settings/secrets';
import type { VariableKind } from './query/variable-kind';

/** A query as a panel stores it: of any version, not yet checked. `openQuery` reads it. */
export interface BacklogQuery extends DataQuery {
  readonly [field: string]: unknown;
}

/** A stored dashboard variable: what it lists, queues if absent, and one pattern, empty for all. `query` is the field that Grafana shows in its list. */
export interface QueueVariableQuery extends DataQuery {
  query?: string;
  kind?: VariableKind;
}

/**
 * What the settings page stores. A text that is not a number, or not a list of numbers, where one is expected is stored as typed, so
 * that the health check can report it.
 */
type Typed<T> = T extends number | readonly number[]
  ? Readonly<T> | string
  : T extends string | boolean | undefined
    ? T
    : T extends readonly unknown[]
      ? Readonly<T>
      : { [K in keyof T]: Typed<T[K]> };

/** `jsonData` of the data source, not yet checked; the contract parses it to `Settings`. */
export interface BacklogOptions extends AwsAuthDataSourceJsonData, Omit<Typed<StoredSettings>, keyof AwsAuthDataSourceJsonData> {}

export type MirrorOptions = NonNullable<BacklogOptions['mirror']>;
export type ThresholdOptions = Omit<NonNullable<BacklogOptions['thresholds']>, 'queues'>;

/** `secureJsonData`: write-only. The browser only learns whether a secret is set. */
export interface BacklogSecrets extends AwsAuthDataSourceSecureJsonData, z.input<typeof connectionSecrets>, z.input<typeof mirrorSecrets> {}
