import type { Entry } from './entry';

/** Why CloudWatch cannot be used, and what to do. */
export const AWS_MESSAGES = {
  'aws.denied': {
    severity: 'error',
    text: 'AWS does not allow {{permission}} for namespace "{{namespace}}" with these credentials: add that permission to the role or user. AWS says: {{said}}',
  },
  'aws.unknownKey': { severity: 'error', text: 'AWS does not know the access key or its token ({{code}}): check the credentials.' },
  'aws.badSignature': { severity: 'error', text: 'AWS could not verify the signature ({{code}}): check the secret key.' },
  'aws.expired': { severity: 'error', text: 'Credentials or request expired ({{code}}): renew the credentials, check the clock.' },
  'aws.unreachable': { severity: 'error', text: '{{where}} cannot be reached ({{network}}): check region, endpoint and network.' },
  'aws.throttled': { severity: 'error', text: '{{where}} throttles ({{code}}). The data source tries again later.' },
  'aws.answered': { severity: 'error', text: '{{where}} answered {{code}} (HTTP {{status}}): {{said}}' },
  'aws.failed': { severity: 'error', text: '{{where}} failed with {{code}}: {{said}}' },
  'aws.refused': { severity: 'error', text: '{{where}} refused the request: {{said}}' },
  'aws.says': { severity: 'info', text: 'AWS says: {{said}}' },
  'aws.late': { severity: 'error', text: 'CloudWatch did not answer in time.' },
  'aws.noCredentials': { severity: 'error', text: 'No AWS credentials from {{from}}. {{said}} {{advice}}' },
  'aws.noRegion': { severity: 'error', text: 'No AWS region is known: set Default Region in the settings, or AWS_REGION.' },
  'aws.badEndpoint': {
    severity: 'error',
    text: 'Endpoint: expected a URL such as https://host or http://host:port; got "{{endpoint}}".',
  },
  'aws.keysMissing': {
    severity: 'error',
    text: 'Authentication provider "keys" needs an access key ID and a secret access key: at least one is missing.',
  },
  'aws.providerNotAllowed': {
    severity: 'error',
    text: 'Grafana does not allow the AWS authentication provider "{{provider}}", only {{allowed}}: choose one of these, or add it to [aws] allowed_auth_providers.',
  },
  'aws.roleNotAllowed': {
    severity: 'error',
    text: 'Grafana does not allow to assume a role: remove the role ARN, or set [aws] assume_role_enabled.',
  },
  'aws.incomplete': { severity: 'error', text: 'CloudWatch answered {{incomplete}} of {{all}} metrics incompletely ({{kinds}}).' },
  'aws.incompleteDenied': {
    severity: 'error',
    text: 'CloudWatch answered {{incomplete}} of {{all}} metrics incompletely ({{kinds}}). Add cloudwatch:GetMetricData to the role or user.',
  },
  'aws.tooManyPoints': {
    severity: 'error',
    text: 'This query needs {{points}} points from CloudWatch. The limit is {{most}}. Select fewer queues or tasks, a shorter range or a longer interval.',
  },
} as const satisfies Readonly<Record<string, Entry>>;
