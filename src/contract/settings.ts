import type { z } from 'zod';
import type { BrokerUrl } from './broker-url';
import type { Groups } from './settings/schema';
import type { connectionSecrets, mirrorSecrets } from './settings/secrets';
import type { tlsOf } from './settings/tls';

export type { Naming } from './settings/defaults';

/** A data source as Grafana passes it to a backend and as provisioning YAML defines it. */
export interface RawDatasource {
  readonly uid: string;
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly jsonData: unknown;
  /** Secrets, decrypted. They never leave the `secrets` of `Settings` and the places that connect with them. */
  readonly secureJsonData: Readonly<Record<string, string>>;
}

/** Settings are immutable: a change makes new ones. */
type Fixed<T> = T extends readonly (infer E)[] ? readonly Fixed<E>[] : T extends object ? { readonly [K in keyof T]: Fixed<T[K]> } : T;

/** Nothing prints secrets; they have no enumerable content for `JSON.stringify`. */
export type ConnectionSecrets = Fixed<z.output<typeof connectionSecrets>>;
export type MirrorSecrets = Fixed<z.output<typeof mirrorSecrets>>;

/** Connection to one Redis. */
export interface ConnectionSettings {
  readonly broker: BrokerUrl;
  readonly user?: string | undefined;
  readonly sentinelMaster?: string | undefined;
  readonly tls: Fixed<ReturnType<typeof tlsOf>>;
  readonly secrets: ConnectionSecrets;
}

export type KeySettings = Fixed<Groups['keys']>;
export type SamplingSettings = Fixed<Groups['sampling']>;
export type DetailSettings = SamplingSettings['details'];
export type Thresholds = Fixed<Groups['thresholds']>;
export type Threshold = Thresholds['queues'][string];
export type WorkerSettings = Fixed<Groups['workers']>;
export type TaskSettings = Fixed<Groups['tasks']>;
export type AwsSettings = Fixed<Groups['mirror']['aws']>;

export interface MirrorSettings extends Fixed<Omit<Groups['mirror'], 'lockUrl'>> {
  /** The Redis that holds the lock; absent: the broker. */
  readonly lockUrl?: BrokerUrl | undefined;
  readonly secrets: MirrorSecrets;
}

/** Grouped by what changes together: `queues/setting-changes.ts` compares whole groups. */
export interface Settings {
  readonly uid: string;
  readonly name: string;
  /** Name of this broker in labels and dimensions. */
  readonly environment: string;
  readonly connection: ConnectionSettings;
  readonly keys: KeySettings;
  readonly sampling: SamplingSettings;
  readonly thresholds: Thresholds;
  readonly workers: WorkerSettings;
  readonly tasks: TaskSettings;
  readonly mirror: MirrorSettings;
  /** Settings that work but should change: one sentence each, for the health check. */
  readonly advice: readonly string[];
}
