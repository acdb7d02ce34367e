import type { BrokerFacts } from '../ports/broker-facts';

/** What a healthy small master says of itself, for tests. */
export function fakeFacts(told: Partial<BrokerFacts> = {}): BrokerFacts {
  return {
    product: 'Redis',
    version: '7.0.15',
    runId: 'run-1',
    uptime: 86_400,
    memoryUsed: 10e6,
    memoryLimit: 0,
    evictionPolicy: 'noeviction',
    evictedKeys: 0,
    expiredKeys: 0,
    fragmentation: 1.1,
    clients: 12,
    blockedClients: 4,
    maxClients: 10_000,
    rejectedConnections: 0,
    opsPerSecond: 25,
    keys: 7,
    role: 'master',
    replicationId: 'history-1',
    formerReplicationId: undefined,
    replicas: 0,
    replicasOnline: 0,
    lagBytes: Number.NaN,
    lagSeconds: Number.NaN,
    masterLinkUp: undefined,
    masterSilence: Number.NaN,
    loading: false,
    appendOnly: true,
    snapshotOk: true,
    appendOnlyOk: true,
    snapshotAt: Number.NaN,
    unsavedWrites: 0,
    ...told,
  };
}
