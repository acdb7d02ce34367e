import { z } from 'zod';
import { type BrokerUrl, parseBrokerUrl } from './broker-url';
import { ContractError, type Problem, problemsOf } from './problem';

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
  /** CloudWatch namespace; absent: `Celery/Redis`, or `<redis host>_redis` under `naming: perQueue`. */
  readonly namespace?: string | undefined;
  readonly naming: Naming;
  /** Hard cap on mirrored queues. */
  readonly maxQueues: number;
  readonly measures: readonly 'waiting'[];
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
    readonly skipVerify: boolean;
    readonly auth: boolean;
    readonly withCACert: boolean;
    readonly serverName?: string | undefined;
  };
  /** What this broker is called in labels and dimensions. */
  readonly environment: string;
  readonly keyPrefix: string;
  readonly separator: string;
  readonly prioritySteps: readonly number[];
  readonly queues: readonly string[];
  readonly discover: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly sampleSeconds: number;
  readonly thresholds: Thresholds;
  readonly mirror: MirrorSettings;
  readonly aws: AwsSettings;
  readonly secrets: Secrets;
  /** What works but should be changed, each a sentence for the health check. */
  readonly advice: readonly string[];
}

const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
const text = z.string({ error: 'text' });
const optionalText = text.transform((s) => s.trim() || undefined).optional();
const flag = z.boolean({ error: 'true or false' });
const tasks = z.number({ error: 'a number of tasks, 0 or more' }).min(0, { error: 'a number of tasks, 0 or more' }).optional();
const names = z.array(text.min(1, { error: 'a name that is not empty' }), { error: 'a list of names' });
const threshold = z.object({ warning: tasks, critical: tasks }, { error: 'an object with warning and critical' });
const enumOf = <T extends string>(values: readonly [T, ...T[]]) =>
  z.enum(values, { error: `one of ${values.map((v) => `"${v}"`).join(', ')}` });

const schema = z.object(
  {
    environment: optionalText,
    sentinelMaster: optionalText,
    keyPrefix: text.default(''),
    separator: text.min(1, { error: 'at least one character' }).default(KOMBU_SEPARATOR),
    prioritySteps: z
      .array(wholeNumber(0, 255), { error: 'a list of whole numbers, such as [0, 3, 6, 9]' })
      .min(1, { error: 'at least one step, such as [0]' })
      .max(256, { error: 'at most 256 steps' })
      .transform((steps) => [...new Set(steps)].sort((a, b) => a - b))
      .default([...KOMBU_PRIORITY_STEPS]),
    queues: names.max(10_000, { error: 'at most 10000 names' }).default([]),
    discover: flag.default(true),
    include: names.default([]),
    exclude: names.default([]),
    sampleSeconds: wholeNumber(1, 300).default(5),
    thresholds: z
      .object(
        { warning: tasks, critical: tasks, queues: z.record(z.string(), threshold, { error: 'an object by queue name' }).default({}) },
        { error: 'an object with warning, critical and queues' },
      )
      .default({ queues: {} }),
    tlsSkipVerify: flag.default(false),
    tlsAuth: flag.default(false),
    tlsAuthWithCACert: flag.default(false),
    serverName: optionalText,
    mirror: z
      .object(
        {
          enabled: flag.default(false),
          namespace: optionalText,
          naming: enumOf(NAMINGS).default('dimensions'),
          maxQueues: wholeNumber(1, 10_000).default(100),
          measures: z.array(enumOf(['waiting']), { error: 'a list of measures' }).default(['waiting']),
        },
        { error: 'an object such as { enabled: true }' },
      )
      .prefault({}),
    authType: enumOf(AWS_AUTH_TYPES).default('default'),
    defaultRegion: optionalText,
    profile: optionalText,
    assumeRoleArn: optionalText,
    /** The spelling of Grafana's Go code, which reads either. */
    assumeRoleARN: optionalText,
    externalId: optionalText,
    endpoint: optionalText,
  },
  { error: 'an object' },
);

/**
 * Reads the settings of a datasource. Unknown fields are left alone; null counts as absent.
 * @throws ContractError naming every wrong field with what was expected
 */
export function parseSettings(raw: RawDatasource): Settings {
  const given = withoutNulls(raw.jsonData ?? {});
  const result = schema.safeParse(given);
  const problems: Problem[] = result.success ? [] : problemsOf(result.error, given, 'jsonData.');
  let broker: BrokerUrl | undefined;
  try {
    broker = parseBrokerUrl(raw.url);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    problems.push(...error.problems);
  }
  if (result.success && broker?.scheme === 'sentinel' && !result.data.sentinelMaster) {
    problems.push({ field: 'jsonData.sentinelMaster', expected: 'the name of the master, as the sentinels know it', got: 'nothing' });
  }
  if (!result.success || !broker || problems.length > 0) throw new ContractError(problems);

  const json = result.data;
  const advice: string[] = [];
  if (broker.password !== undefined) advice.push('The URL holds a password: move it to the Password field, where Grafana encrypts it.');
  return {
    uid: raw.uid,
    name: raw.name,
    broker: { ...broker, user: undefined, password: undefined },
    user: raw.user || broker.user || undefined,
    sentinelMaster: json.sentinelMaster,
    tls: { skipVerify: json.tlsSkipVerify, auth: json.tlsAuth, withCACert: json.tlsAuthWithCACert, serverName: json.serverName },
    environment: json.environment ?? broker.host,
    keyPrefix: json.keyPrefix,
    separator: json.separator,
    prioritySteps: json.prioritySteps,
    queues: [...new Set(json.queues)],
    discover: json.discover,
    include: json.include,
    exclude: json.exclude,
    sampleSeconds: json.sampleSeconds,
    thresholds: json.thresholds,
    mirror: json.mirror,
    aws: {
      authType: json.authType,
      defaultRegion: json.defaultRegion,
      profile: json.profile,
      assumeRoleArn: json.assumeRoleArn ?? json.assumeRoleARN,
      externalId: json.externalId,
      endpoint: json.endpoint,
    },
    secrets: hidden({ ...raw.secureJsonData, password: raw.secureJsonData.password || broker.password }),
    advice,
  };
}

/** Secrets that neither JSON nor a log line shows by accident. */
function hidden(secrets: Readonly<Record<string, string | undefined>>): Secrets {
  return Object.defineProperties(
    {},
    Object.fromEntries(Object.entries(secrets).map(([k, v]) => [k, { value: v || undefined, enumerable: false }])),
  );
}

function withoutNulls(input: unknown): unknown {
  if (Array.isArray(input) || typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, withoutNulls(value)]),
  );
}
