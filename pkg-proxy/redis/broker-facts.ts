import type { BrokerFacts } from '../queues/ports/broker-facts';

/**
 * Parses the reply to `INFO`. Field names: redis/src/server.c `genRedisInfoString`, unchanged from Redis 5 to 8. Valkey uses the same
 * names, adds `valkey_version` and keeps a compatible `redis_version`.
 */
export function parseBrokerFacts(info: string, db: number): BrokerFacts {
  const fields = fieldsOf(info);
  const text = (name: string) => fields.get(name) || undefined;
  const number = (name: string) => numberOf(fields.get(name));
  const flag = (name: string, yes: string) => (fields.has(name) ? fields.get(name) === yes : undefined);
  const role = text('role');
  const replicas = replicasOf(fields);
  const offset = number('master_repl_offset');
  return {
    ...productOf(fields),
    runId: text('run_id'),
    uptime: number('uptime_in_seconds'),
    memoryUsed: number('used_memory'),
    memoryLimit: number('maxmemory'),
    evictionPolicy: text('maxmemory_policy'),
    evictedKeys: number('evicted_keys'),
    expiredKeys: number('expired_keys'),
    fragmentation: number('mem_fragmentation_ratio'),
    clients: number('connected_clients'),
    blockedClients: number('blocked_clients'),
    maxClients: number('maxclients'),
    rejectedConnections: number('rejected_connections'),
    opsPerSecond: number('instantaneous_ops_per_sec'),
    keys: keysOf(fields, db, info),
    role: role === 'master' ? 'master' : role === 'slave' || role === 'replica' ? 'replica' : undefined,
    replicationId: text('master_replid'),
    formerReplicationId: text('master_replid2'),
    replicas: number('connected_slaves'),
    replicasOnline: fields.has('connected_slaves') ? replicas.filter((replica) => replica.get('state') === 'online').length : Number.NaN,
    lagBytes: most(replicas.map((replica) => Math.max(0, offset - numberOf(replica.get('offset'))))),
    lagSeconds: most(replicas.map((replica) => numberOf(replica.get('lag')))),
    masterLinkUp: flag('master_link_status', 'up'),
    masterSilence: known(number('master_last_io_seconds_ago')),
    loading: flag('loading', '1'),
    appendOnly: flag('aof_enabled', '1'),
    snapshotOk: flag('rdb_last_bgsave_status', 'ok'),
    appendOnlyOk: flag('aof_last_write_status', 'ok'),
    snapshotAt: number('rdb_last_save_time') * 1000,
    unsavedWrites: number('rdb_changes_since_last_save'),
  };
}

type Fields = ReadonlyMap<string, string>;

function fieldsOf(info: string): Fields {
  const fields = new Map<string, string>();
  for (const line of info.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

function productOf(fields: Fields): { product: string; version: string } {
  const valkey = fields.get('valkey_version');
  return valkey
    ? { product: 'Valkey', version: valkey }
    : { product: 'Redis', version: fields.get('redis_version') || 'of unknown version' };
}

/** An empty database has no line in the section. */
function keysOf(fields: Fields, db: number, info: string): number {
  const line = fields.get(`db${db}`);
  if (line !== undefined) return numberOf(pairs(line).get('keys'));
  return /^# Keyspace/m.test(info) ? 0 : Number.NaN;
}

/** One line per replica: `slave0:ip=10.0.0.2,port=6379,state=online,offset=1234,lag=0`. */
function replicasOf(fields: Fields): Fields[] {
  return [...fields].filter(([name]) => /^slave\d+$/.test(name)).map(([, line]) => pairs(line));
}

function pairs(line: string): Fields {
  return new Map(
    line.split(',').map((pair): [string, string] => {
      const [name = '', ...value] = pair.split('=');
      return [name, value.join('=')];
    }),
  );
}

function numberOf(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

/** Redis uses -1 for "never". */
function known(value: number): number {
  return value < 0 ? Number.NaN : value;
}

function most(values: readonly number[]): number {
  const told = values.filter((value) => !Number.isNaN(value));
  return told.length === 0 ? Number.NaN : Math.max(...told);
}
