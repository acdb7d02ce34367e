import type { BrokerUrl } from './broker-url';
import type { Measure } from './measures';

/** A datasource as Grafana hands it to a backend and as provisioning YAML writes it. */
export interface RawDatasource {
  readonly uid: string;
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly jsonData: unknown;
  /** Secrets, decrypted. They never leave `Settings.secrets` and the places that connect with them. */
  readonly secureJsonData: Readonly<Record<string, string>>;
}

/** kombu's own defaults, unchanged from 4.6 to 5.7: kombu/transport/redis.py `PRIORITY_STEPS` and `sep`. */
export const KOMBU_PRIORITY_STEPS: readonly number[] = [0, 3, 6, 9];
export const KOMBU_SEPARATOR = '\x06\x16';
/** The same: `unacked_key` and `unacked_index_key` of its `Channel`. */
export const KOMBU_UNACKED_KEY = 'unacked';
export const KOMBU_UNACKED_INDEX_KEY = 'unacked_index';

export interface Threshold {
  readonly warning?: number | undefined;
  readonly critical?: number | undefined;
}
export interface Thresholds extends Threshold {
  /** Overrides by queue name. */
  readonly queues: Readonly<Record<string, Threshold>>;
}

export const NAMINGS = ['dimensions', 'perQueue'] as const;
/** `dimensions`: metric `Waiting` with dimensions Broker and Queue. `perQueue`: metric `<queue>_queue_length` without dimensions. */
export type Naming = (typeof NAMINGS)[number];

export interface MirrorSettings {
  readonly enabled: boolean;
  /** Whether older history is read back although another process mirrors, such as `backlog mirror`; a mirror reads in any case. */
  readonly read: boolean;
  /** CloudWatch namespace; absent: `Celery/Redis`, or `<redis host>_redis` under `naming: perQueue`. */
  readonly namespace?: string | undefined;
  readonly naming: Naming;
  /** Hard cap on mirrored queues; what is left out is summed up under the name `Other`. */
  readonly maxQueues: number;
  readonly measures: readonly Measure[];
  /** US dollars at list prices; a mirror that would cost more does not start. Absent: no limit. */
  readonly maxDollarsPerMonth?: number | undefined;
  readonly lock: (typeof MIRROR_LOCKS)[number];
  /** In front of the lock's keys, so that an ACL can name them. */
  readonly lockPrefix: string;
  /** The Redis that holds the lock; absent: the broker. */
  readonly lockUrl?: BrokerUrl | undefined;
}

export const MIRROR_LOCKS = ['none', 'redis'] as const;

/** What is read beyond lengths. */
export interface DetailSettings {
  readonly enabled: boolean;
  /** Seconds after which an unacknowledged task is given to another worker: kombu's `visibility_timeout`. */
  readonly visibilityTimeout: number;
  /** Message header that says when a task was sent: epoch seconds, milliseconds or ISO 8601. */
  readonly ageHeader: string;
}

/** Who works on the queues. */
export interface WorkerSettings {
  /** Whether to listen to the workers' heartbeats. */
  readonly listen: boolean;
  /** Queues by worker name; names may be globs such as `emails@*`. */
  readonly queues: Readonly<Record<string, readonly string[]>>;
  /** Whether workers may be asked (ping, active_queues, stats, …), which writes to the broker. */
  readonly remoteControl: boolean;
  /** Celery's `event_exchange` and `control_exchange`. */
  readonly eventExchange: string;
  readonly controlExchange: string;
}

/** What may be shown of the tasks in a queue. */
export interface TaskSettings {
  /** Whether `argsrepr` and `kwargsrepr` are shown. */
  readonly showArguments: boolean;
  /** Names of keyword arguments whose values are never shown. */
  readonly maskArguments: readonly string[];
}

export const AWS_AUTH_TYPES = ['default', 'keys', 'credentials', 'ec2_iam_role', 'arn'] as const;
/** Grafana's own AWS datasource fields, by their own names. */
export interface AwsSettings {
  readonly authType: (typeof AWS_AUTH_TYPES)[number];
  readonly defaultRegion?: string | undefined;
  readonly profile?: string | undefined;
  readonly assumeRoleArn?: string | undefined;
  readonly externalId?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** Nothing prints this object; it has no enumerable content for `JSON.stringify`. */
export interface Secrets {
  readonly password?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  readonly lockPassword?: string | undefined;
  readonly tlsCACert?: string | undefined;
  readonly tlsClientCert?: string | undefined;
  readonly tlsClientKey?: string | undefined;
  readonly accessKey?: string | undefined;
  readonly secretKey?: string | undefined;
  readonly sessionToken?: string | undefined;
}

export interface Settings {
  readonly uid: string;
  readonly name: string;
  readonly broker: BrokerUrl;
  readonly user?: string | undefined;
  readonly sentinelMaster?: string | undefined;
  readonly tls: {
    /** Whether any certificate will do for every server; for a single one its URL may say so (`BrokerUrl.anyCertificate`). */
    readonly skipVerify: boolean;
    readonly auth: boolean;
    readonly withCACert: boolean;
    readonly serverName?: string | undefined;
    /** Whether the sentinels of a `sentinel://` URL are asked over TLS, as with `ssl` in Celery's `sentinel_kwargs`. */
    readonly sentinel: boolean;
    /** Whether the master that they name is read over TLS, as with Celery's `broker_use_ssl`. */
    readonly master: boolean;
  };
  /** What this broker is called in labels and dimensions. */
  readonly environment: string;
  readonly keyPrefix: string;
  readonly separator: string;
  readonly prioritySteps: readonly number[];
  /** Where kombu keeps what workers have taken and not acknowledged; `keyPrefix` comes in front. */
  readonly unackedKey: string;
  readonly unackedIndexKey: string;
  readonly queues: readonly string[];
  readonly discover: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly sampleSeconds: number;
  readonly thresholds: Thresholds;
  readonly details: DetailSettings;
  readonly workers: WorkerSettings;
  readonly tasks: TaskSettings;
  readonly mirror: MirrorSettings;
  readonly aws: AwsSettings;
  readonly secrets: Secrets;
  /** What works but should be changed, each a sentence for the health check. */
  readonly advice: readonly string[];
}
