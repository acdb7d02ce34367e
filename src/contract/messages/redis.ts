import type { Entry } from './entry';

/** Why the broker cannot be read, and what to do. */
export const REDIS_MESSAGES = {
  'broker.silent': { severity: 'error', text: 'Redis at {{label}}: no answer yet. Refresh the panel in a few seconds.' },
  'broker.unread': { severity: 'error', text: "The server's state cannot be read. {{reason}}" },
  'broker.factsUnread': { severity: 'warning', text: "The server's state cannot be read. {{reason}}" },
  'redis.refused': {
    severity: 'error',
    text: 'Redis at {{label}}: nothing accepts connections there. Is Redis running, are host and port right, does the security group let Grafana in?',
  },
  'redis.dns': {
    severity: 'error',
    text: 'Redis at {{label}}: the host name cannot be resolved. Is it spelled right and known to the DNS that Grafana uses?',
  },
  'redis.timeout': {
    severity: 'error',
    text: 'Redis at {{label}}: no answer in time. Is a firewall or security group in the way, or is Redis frozen or overloaded?',
  },
  'redis.tls': {
    severity: 'error',
    text: 'Redis at {{label}}: the TLS connection failed. Does the server speak TLS on this port, and is its certificate from the configured CA and for this host name?',
  },
  'redis.auth': {
    severity: 'error',
    text: 'Redis at {{label}}: the server refused the user or the password. Check both in the data source settings.',
  },
  'redis.permission': { severity: 'error', text: 'Redis at {{label}}: the ACL user lacks a permission.' },
  'redis.permissionFor': {
    severity: 'error',
    text: 'Redis at {{label}}: the ACL user may not run {{command}}: add it (ACL SETUSER … {{rule}}).',
  },
  'redis.database': { severity: 'error', text: 'Redis at {{label}}: the database number in the URL cannot be selected.' },
  'redis.loading': { severity: 'error', text: 'Redis at {{label}}: the server is up but not ready to answer.' },
  'redis.closed': {
    severity: 'error',
    text: 'Redis at {{label}}: the connection was closed. Does the server expect TLS (rediss://), or is it restarting?',
  },
  'redis.protocol': {
    severity: 'error',
    text: 'Redis at {{label}}: the server does not answer like Redis. Is it another service, is a proxy in between, or does it expect TLS (rediss://)?',
  },
  'redis.refusesToAnswer': { severity: 'error', text: 'Redis at {{label}}: the server refuses to answer.' },
  'redis.moved': {
    severity: 'error',
    text: 'Redis at {{label}}: another node of this Redis Cluster holds the keys: point the URL at the node named here. Celery works on a cluster only if all its keys are in one slot: give it a global_keyprefix with a hash tag, such as {celery}:, and set jsonData.keyPrefix to the same.',
  },
  'redis.ask': {
    severity: 'error',
    text: 'Redis at {{label}}: the keys are moving to another node of this Redis Cluster: point the URL at the node named here.',
  },
  'redis.tryAgain': {
    severity: 'error',
    text: 'Redis at {{label}}: the keys are moving to another node of this Redis Cluster. They can be read again once the move is done.',
  },
  'redis.crossSlot': {
    severity: 'error',
    text: 'Redis at {{label}}: the keys are in several slots of a Redis Cluster. Celery works on a cluster only if all its keys are in one slot: give it a global_keyprefix with a hash tag, such as {celery}:, and set jsonData.keyPrefix to the same.',
  },
  'redis.clusterDown': {
    severity: 'error',
    text: 'Redis at {{label}}: the Redis Cluster does not serve these keys: a node is down, or no node owns their slot. Check CLUSTER INFO and CLUSTER SLOTS.',
  },
  'redis.unknownMaster': {
    severity: 'error',
    text: 'Redis at {{label}}: it knows no master named "{{name}}". Is jsonData.sentinelMaster right?',
  },
  'redis.mayNotListen': {
    severity: 'error',
    text: 'Redis at {{label}}: the ACL user may not listen to {{what}}: add it (ACL SETUSER … {{rules}}), or switch it off with {{off}}.',
  },
  'redis.mayNotAskWorkers': {
    severity: 'error',
    text: 'Redis at {{label}}: the ACL user may not ask workers: add it (ACL SETUSER … {{rules}}), or switch it off with jsonData.remoteControl: false.',
  },
  'redis.sentinelTls': {
    severity: 'info',
    text: 'Or is TLS the cause? It is {{sentinels}} for the sentinels (jsonData.sentinelTls), and {{master}} for the master (jsonData.masterTls).',
  },
  'redis.noTls': { severity: 'info', text: 'Or does the server not speak TLS on this port (redis:// instead of rediss://)?' },
} as const satisfies Readonly<Record<string, Entry>>;
