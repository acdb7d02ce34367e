/**
 * Defaults and limits of the settings. The schema and the settings page share them; the page shows the defaults in its empty fields.
 * They are apart from the schema because zod is too large to load in a browser for that.
 */

/** Keys are named as kombu names them, unchanged from 4.6 to 5.7: `sep`, `PRIORITY_STEPS`, `unacked_key` in kombu/transport/redis.py. */
export const DEFAULTS = {
  keyPrefix: '',
  separator: '\x06\x16',
  prioritySteps: [0, 3, 6, 9],
  unackedKey: 'unacked',
  unackedIndexKey: 'unacked_index',
  queues: [],
  discover: true,
  include: [],
  exclude: [],
  sampleSeconds: 5,
  details: true,
  visibilityTimeout: 3600,
  ageHeader: 'enqueued_at',
  thresholds: { queues: {} },
  tlsSkipVerify: false,
  tlsAuth: false,
  tlsAuthWithCACert: false,
  workerEvents: true,
  taskEvents: 'listen',
  workerQueues: {},
  workerConcurrency: {},
  remoteControl: false,
  eventExchange: 'celeryev',
  controlExchange: 'celery',
  showArguments: false,
  maskArguments: [],
  mirror: {
    enabled: false,
    read: false,
    naming: 'dimensions',
    maxQueues: 100,
    measures: ['waiting'],
    taskMeasures: [],
    maxTasks: 20,
    lock: 'none',
    lockPrefix: 'backlog:',
  },
  authType: 'default',
} as const;

/** Smallest and largest whole number that a setting takes. */
export const LIMITS = {
  prioritySteps: [0, 255],
  sampleSeconds: [1, 300],
  visibilityTimeout: [1, 31_536_000],
  maxQueues: [1, 10_000],
  maxTasks: [1, 1_000],
  workerConcurrency: [1, 100_000],
} as const;

/** Whether Backlog listens to task events. */
export const TASK_EVENTS = ['off', 'listen'] as const;

/** `dimensions`: metric `Waiting` with dimensions Broker and Queue. `perQueue`: metric `<queue>_queue_length` without dimensions. */
export const NAMINGS = ['dimensions', 'perQueue'] as const;
export type Naming = (typeof NAMINGS)[number];

export const MIRROR_LOCKS = ['none', 'redis'] as const;

/** Grafana's own, by their own names. */
export const AWS_AUTH_TYPES = ['default', 'keys', 'credentials', 'ec2_iam_role', 'arn'] as const;

/** The default CloudWatch namespace. @param host of the broker */
export function defaultNamespace(naming: Naming, host: string): string {
  return naming === 'perQueue' ? `${host}_redis` : 'Celery/Redis';
}
