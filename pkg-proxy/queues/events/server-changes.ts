import type { BrokerReading } from '../ports/broker-facts';
import type { NewEvent } from './event';
import { duration } from './words';

/** Tolerance for an uptime compared with the time since the last reading: a reading takes time, and uptimes are whole seconds. */
const SLACK_MS = 5000;

/** What happened to the server between two readings: a restart, a failover, a new role, evictions. */
export function serverChanges({ at, moment, facts }: BrokerReading, before: BrokerReading): NewEvent[] {
  const was = before.facts;
  const replaced = facts.runId !== was.runId && facts.runId !== undefined && was.runId !== undefined;
  const younger = facts.uptime < was.uptime;
  if (replaced || (facts.runId === was.runId && younger)) {
    // A server that started since the last reading was restarted; one that has run for longer took over.
    const upMs = facts.uptime * 1000;
    if (upMs <= moment - before.moment + SLACK_MS) return [restart(at - upMs, `${facts.product} ${facts.version}`, facts.keys)];
    const text = `Another server answers at this address: ${facts.product} ${facts.version}, ${facts.role ?? 'of unknown role'}, up for ${duration(facts.uptime * 1000)}.`;
    return [failover(at, text)];
  }
  const changes: NewEvent[] = [];
  if (facts.role !== was.role && facts.role !== undefined && was.role !== undefined)
    changes.push(
      failover(
        at,
        facts.role === 'master' ? 'This server was a replica and is now the master.' : 'This server was the master and is now a replica.',
      ),
    );
  else if (facts.replicationId !== was.replicationId && facts.formerReplicationId === was.replicationId && was.replicationId !== undefined)
    // A master also gets a new replication id when its first replica connects, but then without a former id.
    changes.push(failover(at, facts.role === 'replica' ? 'This replica has a new master.' : 'This server was promoted again.'));
  if (facts.evictedKeys > was.evictedKeys) {
    const policy = facts.evictionPolicy ?? 'unknown';
    const lost = policy.startsWith('volatile-') ? 'Only keys with a TTL were evicted.' : 'Queues may be among them, so tasks may be lost.';
    changes.push({
      at,
      kind: 'eviction',
      severity: 'critical',
      title: 'Keys were evicted',
      text: `${facts.evictedKeys - was.evictedKeys} keys were evicted since ${new Date(before.at).toISOString()}, because memory is full (${policy}). ${lost}`,
    });
  }
  return changes;
}

function restart(at: number, server: string, keys: number): NewEvent {
  const text = `${server} started${Number.isNaN(keys) ? '' : `; its database now holds ${keys} keys`}.`;
  return { at, kind: 'restart', severity: 'warning', title: 'The broker was restarted', text };
}

function failover(at: number, text: string): NewEvent {
  return { at, kind: 'failover', severity: 'warning', title: 'The broker failed over', text };
}
