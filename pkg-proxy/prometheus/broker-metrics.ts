import type { BrokerFacts } from '../queues/ports/broker-facts';

/** What `/metrics` tells of a server: name, help, value. NaN has no line. */
export const BROKER_METRICS: readonly (readonly [name: string, help: string, value: (facts: BrokerFacts) => number])[] = [
  ['backlog_broker_memory_used_bytes', 'Memory that the server uses.', (f) => f.memoryUsed],
  ['backlog_broker_memory_max_bytes', 'Memory that the server may use (maxmemory); absent without a limit.', (f) => f.memoryLimit || NaN],
  ['backlog_broker_evicted_keys_total', 'Keys removed because memory was full, since the server started.', (f) => f.evictedKeys],
  ['backlog_broker_clients', 'Connected clients.', (f) => f.clients],
  ['backlog_broker_blocked_clients', 'Clients that wait in a blocking command, as idle workers do.', (f) => f.blockedClients],
  ['backlog_broker_uptime_seconds', 'Time since the server started.', (f) => f.uptime],
];
