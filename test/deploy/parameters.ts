/** One set of values for both kinds of template, by the names that CloudFormation's parameters have. */
const shared = {
  Broker: 'production',
  Namespace: 'Celery/Redis',
  Cluster: 'main',
  AlarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call',
};

export const PARAMETERS = {
  mirror: {
    ...shared,
    Image: 'example.com/backlog-mirror:1',
    Subnets: ['subnet-1', 'subnet-2'],
    SecurityGroups: ['sg-1'],
    RedisUrl: 'rediss://redis.example.internal:6379/0',
    RedisUser: 'grafana',
    RedisPasswordSecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:redis-AbCdEf',
  },
  workers: {
    ...shared,
    Queue: 'celery',
    Service: 'celery-worker',
    ScaleOn: 'Backlog',
    TargetPerTask: 120,
    MinTasks: 0,
    MaxTasks: 10,
    MaxAgeSeconds: 600,
    MaxWaiting: 1000,
  },
  alarms: {
    Broker: shared.Broker,
    Queue: 'celery',
    Namespace: shared.Namespace,
    AlarmTopicArn: shared.AlarmTopicArn,
  },
} as const;

export type Part = keyof typeof PARAMETERS;
export const PARTS = ['mirror', 'workers', 'alarms'] as const satisfies readonly Part[];

export const REGION = 'eu-west-1';
export const ACCOUNT_ID = '123456789012';
