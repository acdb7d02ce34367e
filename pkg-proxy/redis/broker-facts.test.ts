import { expect, test } from 'vitest';
import { parseBrokerFacts } from './broker-facts';

/** As Redis 7.0.15 told it, shortened. */
const MASTER = `# Server
redis_version:7.0.15
run_id:18ade348580f16aca79d6c89a3eb9241069a9518
uptime_in_seconds:3601

# Clients
connected_clients:3
maxclients:10000
blocked_clients:1

# Memory
used_memory:916320
used_memory_human:894.84K
maxmemory:2097152
maxmemory_policy:allkeys-lru
mem_fragmentation_ratio:14.05

# Persistence
loading:0
rdb_changes_since_last_save:12
rdb_last_save_time:1795373690
rdb_last_bgsave_status:ok
aof_enabled:0
aof_last_write_status:ok

# Stats
instantaneous_ops_per_sec:5
rejected_connections:2
expired_keys:7
evicted_keys:9

# Replication
role:master
connected_slaves:2
slave0:ip=10.0.0.2,port=6379,state=online,offset=900,lag=1
slave1:ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=0
master_replid:5689abbef0d4abb39fc354c9b4120e58ba8cc260
master_replid2:0000000000000000000000000000000000000000
master_repl_offset:1000

# Keyspace
db0:keys=42,expires=3,avg_ttl=0
db1:keys=1,expires=0,avg_ttl=0
`.replaceAll('\n', '\r\n');

test('a master of Redis', () => {
  expect(parseBrokerFacts(MASTER, 0)).toEqual({
    product: 'Redis',
    version: '7.0.15',
    runId: '18ade348580f16aca79d6c89a3eb9241069a9518',
    uptime: 3601,
    memoryUsed: 916320,
    memoryLimit: 2097152,
    evictionPolicy: 'allkeys-lru',
    evictedKeys: 9,
    expiredKeys: 7,
    fragmentation: 14.05,
    clients: 3,
    blockedClients: 1,
    maxClients: 10000,
    rejectedConnections: 2,
    opsPerSecond: 5,
    keys: 42,
    role: 'master',
    replicationId: '5689abbef0d4abb39fc354c9b4120e58ba8cc260',
    formerReplicationId: '0000000000000000000000000000000000000000',
    replicas: 2,
    replicasOnline: 1,
    lagBytes: 1000,
    lagSeconds: 1,
    masterLinkUp: undefined,
    masterSilence: Number.NaN,
    loading: false,
    appendOnly: false,
    snapshotOk: true,
    appendOnlyOk: true,
    snapshotAt: 1795373690_000,
    unsavedWrites: 12,
  });
});

test('an empty database has no line, but 0 keys', () => {
  expect([parseBrokerFacts(MASTER, 1).keys, parseBrokerFacts(MASTER, 5).keys]).toEqual([1, 0]);
});

/** Names and values as valkey 8.0's server.c writes them. */
test('a replica of Valkey: its own version, its link to the master', () => {
  const facts = parseBrokerFacts(
    `# Server
redis_version:7.2.4
server_name:valkey
valkey_version:8.0.1
# Replication
role:slave
master_link_status:down
master_last_io_seconds_ago:-1
connected_slaves:0
`,
    0,
  );
  expect(facts).toMatchObject({
    product: 'Valkey',
    version: '8.0.1',
    role: 'replica',
    masterLinkUp: false,
    replicas: 0,
    replicasOnline: 0,
  });
  expect([facts.masterSilence, facts.lagBytes, facts.keys]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});

test.each(['', '# Server\r\n', 'redis_version:\r\nused_memory:\r\nrole:sentinel\r\n', ':::\n\n\x00'])(
  'what a server does not tell is not known: %j',
  (info) => {
    const { product, version, ...rest } = parseBrokerFacts(info, 0);
    expect([product, version]).toEqual(['Redis', 'of unknown version']);
    expect(new Set(Object.values(rest))).toEqual(new Set([undefined, Number.NaN]));
  },
);
