import * as z from 'zod';
import { MEASURES } from '../measures';
import { TASK_MEASURES } from '../task-measures';
import { AWS_AUTH_TYPES, DEFAULTS, defaultNamespace, LIMITS, MIRROR_LOCKS, NAMINGS } from './defaults';
import { amountOf, flag, oneOf, optionalText, text, wholeNumber } from './fields';

const { mirror: DEFAULT } = DEFAULTS;

/** `jsonData.mirror`: what is mirrored to CloudWatch, and what is read back. */
export const mirrorObject = z.object(
  {
    enabled: flag.default(DEFAULT.enabled).meta({ doc: 'Mirror the queues to CloudWatch once a minute: [mirror](mirror.md).' }),
    read: flag.default(DEFAULT.read).meta({
      doc: 'Read older history from CloudWatch when a separate `backlog mirror` writes it. A mirror always reads.',
    }),
    namespace: optionalText.meta({
      doc: 'CloudWatch namespace.',
      default: `\`${defaultNamespace('dimensions', '')}\`, with \`naming: perQueue\` \`${defaultNamespace('perQueue', '<redis host>')}\``,
    }),
    naming: oneOf(NAMINGS).default(DEFAULT.naming).meta({
      doc: '`dimensions`: metric `Waiting`, dimensions `Broker` and `Queue`. `perQueue`: metric `<queue>_queue_length` without dimensions.',
    }),
    maxQueues: wholeNumber(...LIMITS.maxQueues)
      .default(DEFAULT.maxQueues)
      .meta({ doc: 'Maximum number of queues to mirror. The rest is mirrored as one sum, `Other`.' }),
    measures: z
      .array(oneOf(MEASURES), { error: 'a list of measures' })
      .min(1, { error: 'at least one measure' })
      .transform((list) => [...new Set(list)])
      .default([...DEFAULT.measures])
      .meta({ doc: '[Measures](measures.md) to mirror. Each is one metric per queue.' }),
    taskMeasures: z
      .array(oneOf(TASK_MEASURES), { error: 'a list of measures of tasks' })
      .transform((list) => [...new Set(list)])
      .default([...DEFAULT.taskMeasures])
      .meta({ doc: '[What tasks did](mirror.md#tasks), to mirror as well. Each is one metric per task. Needs `taskEvents`.' }),
    maxTasks: wholeNumber(...LIMITS.maxTasks)
      .default(DEFAULT.maxTasks)
      .meta({ doc: 'Maximum number of tasks to mirror: those with the most runs. The rest is mirrored together, as `Other`.' }),
    maxDollarsPerMonth: amountOf('US dollars')
      .optional()
      .meta({ doc: 'Monthly cost limit. Nothing is mirrored if it would cost more at list prices.', default: 'no limit' }),
    lock: oneOf(MIRROR_LOCKS)
      .default(DEFAULT.lock)
      .meta({ doc: 'How several mirrors of the same queues [take turns](mirror.md#several-mirrors).' }),
    lockPrefix: text
      .min(1, { error: 'at least one character, such as backlog:' })
      .default(DEFAULT.lockPrefix)
      .meta({ doc: "Prefix of the lock's keys, so that an ACL can name them." }),
    lockUrl: optionalText.meta({ doc: 'URL of the Redis that holds the lock.', default: 'the broker' }),
  },
  { error: 'an object such as { enabled: true }' },
);

const role = { doc: 'ARN of a role to assume.' };

/** The mirror and its AWS credentials: the fields and names of Grafana's own AWS data sources. */
export const mirrorFields = z.object({
  mirror: mirrorObject.prefault({}),
  authType: oneOf(AWS_AUTH_TYPES)
    .default(DEFAULTS.authType)
    .meta({ doc: "Where AWS credentials come from, as in Grafana's AWS datasources. `keys`: the secrets `accessKey` and `secretKey`." }),
  defaultRegion: optionalText.meta({ doc: 'AWS region.', default: '`AWS_REGION`, or that of the shared config file' }),
  profile: optionalText.meta({ doc: 'Profile of the shared credentials file, with `authType: credentials`.' }),
  assumeRoleArn: optionalText.meta(role),
  assumeRoleARN: optionalText.meta({ doc: "The same, as Grafana's Go code spells it." }),
  externalId: optionalText.meta({ doc: 'External ID for that role.' }),
  endpoint: optionalText.meta({ doc: 'Custom CloudWatch endpoint, such as a VPC endpoint.' }),
});

export const mirror = mirrorFields.transform(({ mirror: fields, assumeRoleARN, ...rest }) => {
  const aws: typeof rest = { ...rest, assumeRoleArn: rest.assumeRoleArn ?? assumeRoleARN };
  return { ...fields, aws };
});
