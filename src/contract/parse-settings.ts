import * as z from 'zod';
import { type BrokerUrl, parseBrokerUrl } from './broker-url';
import { MEASURES } from './measures';
import { ContractError, type Problem, problemsOf } from './problem';
import {
  AWS_AUTH_TYPES,
  KOMBU_PRIORITY_STEPS,
  KOMBU_SEPARATOR,
  KOMBU_UNACKED_INDEX_KEY,
  KOMBU_UNACKED_KEY,
  MIRROR_LOCKS,
  NAMINGS,
  type RawDatasource,
  type Secrets,
  type Settings,
} from './settings';
import { hasTlsFields } from './tls-fields';

const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
const text = z.string({ error: 'text' });
const optionalText = text.transform((s) => s.trim() || undefined).optional();
const flag = z.boolean({ error: 'true or false' });
const tasks = z.number({ error: 'a number of tasks, 0 or more' }).min(0, { error: 'a number of tasks, 0 or more' }).optional();
const names = z.array(text.min(1, { error: 'a name that is not empty' }), { error: 'a list of names' });
const DOLLARS = 'a number of US dollars, 0 or more';
const threshold = z.object({ warning: tasks, critical: tasks }, { error: 'an object with warning and critical' });
const enumOf = <T extends string>(values: readonly T[]) => z.enum(values, { error: `one of ${values.map((v) => `"${v}"`).join(', ')}` });

/** An object whose keys are names that people chose. zod's own record drops the key `__proto__`, a name like any other. */
const byName = <T extends z.ZodType>(value: T, error: string) =>
  z
    .preprocess(
      (input) => (typeof input === 'object' && input !== null && !Array.isArray(input) ? new Map(Object.entries(input)) : input),
      z.map(text.min(1, { error: 'names that are not empty' }), value, { error }),
    )
    .transform((entries): Readonly<Record<string, z.output<T>>> => Object.fromEntries(entries));

/** `jsonData.mirror`, with every default filled in. */
export const mirrorSchema = z.object(
  {
    enabled: flag.default(false),
    read: flag.default(false),
    namespace: optionalText,
    naming: enumOf(NAMINGS).default('dimensions'),
    maxQueues: wholeNumber(1, 10_000).default(100),
    measures: z
      .array(enumOf(MEASURES), { error: 'a list of measures' })
      .min(1, { error: 'at least one measure' })
      .transform((list) => [...new Set(list)])
      .default(['waiting']),
    maxDollarsPerMonth: z.number({ error: DOLLARS }).min(0, { error: DOLLARS }).optional(),
    lock: enumOf(MIRROR_LOCKS).default('none'),
    lockPrefix: text.min(1, { error: 'at least one character, such as backlog:' }).default('backlog:'),
    lockUrl: optionalText,
  },
  { error: 'an object such as { enabled: true }' },
);

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
    unackedKey: text.min(1, { error: 'the name of a key' }).default(KOMBU_UNACKED_KEY),
    unackedIndexKey: text.min(1, { error: 'the name of a key' }).default(KOMBU_UNACKED_INDEX_KEY),
    queues: names.max(10_000, { error: 'at most 10000 names' }).default([]),
    discover: flag.default(true),
    include: names.default([]),
    exclude: names.default([]),
    sampleSeconds: wholeNumber(1, 300).default(5),
    thresholds: z
      .object(
        { warning: tasks, critical: tasks, queues: byName(threshold, 'an object by queue name').default({}) },
        { error: 'an object with warning, critical and queues' },
      )
      .default({ queues: {} }),
    tlsSkipVerify: flag.default(false),
    tlsAuth: flag.default(false),
    tlsAuthWithCACert: flag.default(false),
    serverName: optionalText,
    sentinelTls: flag.optional(),
    masterTls: flag.optional(),
    mirror: mirrorSchema.prefault({}),
    details: flag.default(true),
    visibilityTimeout: wholeNumber(1, 31_536_000).default(3600),
    ageHeader: text.min(1, { error: 'the name of a header' }).default('enqueued_at'),
    workerEvents: flag.default(true),
    workerQueues: byName(names, 'an object with a list of queues by worker name').default({}),
    remoteControl: flag.default(false),
    eventExchange: text.min(1, { error: 'the name of an exchange' }).default('celeryev'),
    controlExchange: text.min(1, { error: 'the name of an exchange' }).default('celery'),
    showArguments: flag.default(false),
    maskArguments: names.default([]),
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
  const problems: Problem[] = result.success ? [] : problemsOf(result.error, given, 'jsonData.').map(withoutSecret);
  let broker: BrokerUrl | undefined;
  try {
    broker = parseBrokerUrl(raw.url);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    problems.push(...error.problems);
  }
  let lockUrl: BrokerUrl | undefined;
  try {
    if (result.success && result.data.mirror.lockUrl) lockUrl = parseBrokerUrl(result.data.mirror.lockUrl);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    problems.push(...error.problems.map((problem) => ({ ...problem, field: 'jsonData.mirror.lockUrl' })));
  }
  const sentinel = broker?.scheme === 'sentinel' || lockUrl?.scheme === 'sentinel';
  if (result.success && sentinel && !result.data.sentinelMaster) {
    problems.push({ field: 'jsonData.sentinelMaster', expected: 'the name of the master, as the sentinels know it', got: 'nothing' });
  }
  if (!result.success || !broker || problems.length > 0) throw new ContractError(problems);

  const json = result.data;
  const asksForTls = broker.scheme === 'sentinel' && hasTlsFields(json);
  const advice: string[] = [];
  if (broker.password !== undefined) advice.push('The URL holds a password: move it to the Password field, where Grafana encrypts it.');
  if (lockUrl?.password !== undefined)
    advice.push(
      'The URL of the lock (jsonData.mirror.lockUrl) holds a password: move it to secureJsonData.lockPassword, which Grafana encrypts.',
    );
  for (const [what, { ignored = [] }] of [
    ['The URL', broker],
    ['The URL of the lock (jsonData.mirror.lockUrl)', lockUrl ?? {}],
  ] as const) {
    if (ignored.length > 0)
      advice.push(
        `${what} says ${ignored.join(', ')}, which only Celery can use and which is left aside here: put certificates into the TLS settings, and user and password into their fields.`,
      );
  }
  if (lockUrl?.scheme === 'sentinel' && broker.scheme !== 'sentinel' && hasTlsFields(json) && json.sentinelTls === undefined)
    advice.push(
      'The sentinels of the lock (jsonData.mirror.lockUrl) are asked without TLS, although there are TLS settings: set jsonData.sentinelTls and jsonData.masterTls to true or to false.',
    );
  return {
    uid: raw.uid,
    name: raw.name,
    broker: { ...broker, user: undefined, password: undefined },
    user: raw.user || broker.user || undefined,
    sentinelMaster: json.sentinelMaster,
    tls: {
      skipVerify: json.tlsSkipVerify,
      auth: json.tlsAuth,
      withCACert: json.tlsAuthWithCACert,
      serverName: json.serverName,
      sentinel: json.sentinelTls ?? asksForTls,
      master: json.masterTls ?? (asksForTls || (broker.scheme === 'sentinel' && broker.tls)),
    },
    environment: json.environment ?? broker.host,
    keyPrefix: json.keyPrefix,
    separator: json.separator,
    prioritySteps: json.prioritySteps,
    unackedKey: json.unackedKey,
    unackedIndexKey: json.unackedIndexKey,
    queues: [...new Set(json.queues)],
    discover: json.discover,
    include: json.include,
    exclude: json.exclude,
    sampleSeconds: json.sampleSeconds,
    thresholds: json.thresholds,
    details: { enabled: json.details, visibilityTimeout: json.visibilityTimeout, ageHeader: json.ageHeader },
    workers: {
      listen: json.workerEvents,
      queues: json.workerQueues,
      remoteControl: json.remoteControl,
      eventExchange: json.eventExchange,
      controlExchange: json.controlExchange,
    },
    tasks: { showArguments: json.showArguments, maskArguments: json.maskArguments },
    mirror: { ...json.mirror, lockUrl: lockUrl && { ...lockUrl, password: undefined } },
    aws: {
      authType: json.authType,
      defaultRegion: json.defaultRegion,
      profile: json.profile,
      assumeRoleArn: json.assumeRoleArn ?? json.assumeRoleARN,
      externalId: json.externalId,
      endpoint: json.endpoint,
    },
    secrets: hidden({
      ...raw.secureJsonData,
      password: raw.secureJsonData.password || broker.password,
      lockPassword: raw.secureJsonData.lockPassword || lockUrl?.password,
    }),
    advice,
  };
}

/** What holds the URL of the lock may hold its password, whatever its shape. */
const MAY_HOLD_SECRETS = new Set(['jsonData', 'jsonData.mirror', 'jsonData.mirror.lockUrl']);

function withoutSecret(problem: Problem): Problem {
  return MAY_HOLD_SECRETS.has(problem.field) ? { field: problem.field, expected: problem.expected } : problem;
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
