import type { BrokerFacts } from '../ports/broker-facts';
import type { Deliveries } from '../ports/probe';
import type { Severity } from '../severity';
import type { BrokerTrend } from './trend';

/** What can be wrong with a broker; each is one row of the `status` of a `broker` query, and so one alert instance. */
export const RISK_KINDS = ['memory', 'eviction', 'fragmentation', 'clients', 'replication', 'persistence', 'deliveries'] as const;
export type RiskKind = (typeof RISK_KINDS)[number];

export interface Risk {
  readonly kind: RiskKind;
  readonly severity: Severity;
  /** A sentence: what is, and what it means for the queues. */
  readonly text: string;
}

const MB = 1024 * 1024;
/** What a small server wastes does not matter. */
const LARGE_BYTES = 100 * MB;
const SOON_S = 3600;
/** Redis's own default writes a snapshot an hour after a single change: after two, none is configured. */
const UNSAVED_MS = 2 * 3600_000;

/** What endangers the queues, gravest first. What a server does not tell is no risk. */
export function risksOf(
  facts: BrokerFacts,
  trend: Pick<BrokerTrend, 'timeUntilFull' | 'evictedLately'>,
  now: number,
  deliveries?: Pick<Deliveries, 'overdue'>,
): Risk[] {
  const risks = [
    ...memory(facts, trend.timeUntilFull),
    ...eviction(facts, trend.evictedLately),
    ...fragmentation(facts),
    ...clients(facts),
    ...replication(facts),
    ...persistence(facts, now),
    ...stuck(deliveries?.overdue ?? 0),
  ];
  const rank = { critical: 0, warning: 1, info: 2 };
  return risks.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

function memory({ memoryUsed, memoryLimit }: BrokerFacts, timeUntilFull: number): Risk[] {
  const share = memoryLimit > 0 ? memoryUsed / memoryLimit : Number.NaN;
  const risks: Risk[] = [];
  if (share > 0.8) {
    const text = `Memory is ${percent(share)} full: when it is full, tasks can no longer be sent, or keys are evicted.`;
    risks.push({ kind: 'memory', severity: share > 0.95 ? 'critical' : 'warning', text });
  }
  if (timeUntilFull < SOON_S) {
    const text = `At the present growth memory is full in ${Math.max(1, Math.round(timeUntilFull / 60))} min.`;
    risks.push({ kind: 'memory', severity: 'warning', text });
  }
  return risks;
}

/** Of what may be evicted only keys with a time to live: results, and queues with `expires` (kombu ≥ 5.7). */
function eviction({ evictionPolicy, memoryLimit, evictedKeys }: BrokerFacts, lately: number): Risk[] {
  const risks: Risk[] = [];
  const policy = evictionPolicy ?? 'noeviction';
  if (lately > 0) {
    const what = policy.startsWith('volatile-') ? 'results may be lost' : 'tasks may be lost';
    risks.push({
      kind: 'eviction',
      severity: 'critical',
      text: `${count(lately, 'key')} evicted within 15 min because memory is full: ${what}.`,
    });
  } else if (evictedKeys > 0)
    risks.push({ kind: 'eviction', severity: 'warning', text: `${count(evictedKeys, 'key')} evicted since the server started.` });
  if (policy.startsWith('allkeys-')) {
    const limited = memoryLimit > 0;
    const text = `maxmemory-policy is ${policy}: queues can be evicted ${limited ? 'when memory is full' : 'as soon as a limit is set'}. A broker needs noeviction.`;
    risks.push({ kind: 'eviction', severity: limited ? 'warning' : 'info', text });
  } else if (policy !== 'noeviction') {
    const text = `maxmemory-policy is ${policy}: keys with a time to live can be evicted, which are results and queues that expire. A broker needs noeviction.`;
    risks.push({ kind: 'eviction', severity: 'info', text });
  }
  return risks;
}

function fragmentation({ fragmentation: ratio, memoryUsed }: BrokerFacts): Risk[] {
  if (!(ratio > 1.5 && memoryUsed > LARGE_BYTES)) return [];
  const text = `Memory is fragmented: the server takes ${ratio.toFixed(1)} times what it uses (${Math.round(memoryUsed / MB)} MB).`;
  return [{ kind: 'fragmentation', severity: 'warning', text }];
}

function clients({ clients: connected, maxClients }: BrokerFacts): Risk[] {
  const share = maxClients > 0 ? connected / maxClients : Number.NaN;
  if (!(share > 0.8)) return [];
  const text = `${connected} of at most ${maxClients} clients are connected: further workers will be refused.`;
  return [{ kind: 'clients', severity: share > 0.95 ? 'critical' : 'warning', text }];
}

function replication({ role, masterLinkUp, masterSilence, replicas, replicasOnline }: BrokerFacts): Risk[] {
  if (role === 'replica' && masterLinkUp === false) {
    const since = Number.isNaN(masterSilence) ? '' : ` for ${masterSilence} s`;
    const text = `This is a replica whose master cannot be reached${since}: all numbers stand still.`;
    return [{ kind: 'replication', severity: 'critical', text }];
  }
  if (role === 'replica')
    return [{ kind: 'replication', severity: 'info', text: 'This is a replica: its numbers lag behind those of its master.' }];
  if (replicas > replicasOnline) {
    const text = `${replicas - replicasOnline} of ${count(replicas, 'replica')} not in step: a failover now may lose tasks.`;
    return [{ kind: 'replication', severity: 'warning', text }];
  }
  return [];
}

function persistence({ loading, snapshotOk, appendOnly, appendOnlyOk, unsavedWrites, snapshotAt }: BrokerFacts, now: number): Risk[] {
  const risk = (severity: Severity, text: string): Risk => ({ kind: 'persistence', severity, text });
  const risks: Risk[] = [];
  if (loading) risks.push(risk('warning', 'The server is loading its data: queues cannot be read or written until it has.'));
  if (snapshotOk === false)
    risks.push(risk('warning', 'The last snapshot (RDB) failed: by default the server then refuses writes, and workers stop.'));
  if (appendOnly && appendOnlyOk === false)
    risks.push(risk('warning', 'The last write to the append-only file failed: the server refuses writes, and workers stop.'));
  if (appendOnly === false && unsavedWrites > 0 && now - snapshotAt > UNSAVED_MS) {
    const hours = Math.round((now - snapshotAt) / 3600_000);
    risks.push(risk('info', `Nothing was written to disk for ${hours} h: tasks that wait are lost when the server ends.`));
  }
  return risks;
}

/** A worker that died gives nothing back; kombu delivers anew what was taken longer ago than the timeout. */
function stuck(overdue: number): Risk[] {
  if (overdue === 0) return [];
  const text = `${count(overdue, 'task')} taken longer ago than the visibility timeout and not acknowledged: a worker died, or runs so long; each will run again.`;
  return [{ kind: 'deliveries', severity: 'warning', text }];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
