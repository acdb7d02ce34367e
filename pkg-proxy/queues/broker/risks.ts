import type { BrokerFacts } from '../ports/broker-facts';
import type { Deliveries } from '../ports/probe';
import type { Severity } from '../severity';
import type { BrokerTrend } from './trend';

/** What can be wrong with a broker. Each kind is one row of the `status` of a `broker` query, and so one alert instance. */
export const RISK_KINDS = ['memory', 'eviction', 'fragmentation', 'clients', 'replication', 'persistence', 'deliveries'] as const;
export type RiskKind = (typeof RISK_KINDS)[number];

export interface Risk {
  readonly kind: RiskKind;
  readonly severity: Severity;
  /** What is wrong, and what it means for the queues. */
  readonly text: string;
}

const MB = 1024 * 1024;
/** Fragmentation of a smaller server does not matter. */
const LARGE_BYTES = 100 * MB;
const SOON_S = 3600;
/** By default, Redis writes a snapshot within an hour of a single change. After two hours, none is configured. */
const UNSAVED_MS = 2 * 3600_000;

/** Risks to the queues, most severe first. A fact that the server does not report is no risk. */
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
    const text = `Memory is ${percent(share)} full. Once it is full, the server refuses new tasks or evicts keys.`;
    risks.push({ kind: 'memory', severity: share > 0.95 ? 'critical' : 'warning', text });
  }
  if (timeUntilFull < SOON_S) {
    const text = `At the current growth, memory will be full in ${Math.max(1, Math.round(timeUntilFull / 60))} min.`;
    risks.push({ kind: 'memory', severity: 'warning', text });
  }
  return risks;
}

/** `volatile-*` policies evict only keys with a TTL: results, and queues with `expires` (kombu ≥ 5.7). */
function eviction({ evictionPolicy, memoryLimit, evictedKeys }: BrokerFacts, lately: number): Risk[] {
  const risks: Risk[] = [];
  const policy = evictionPolicy ?? 'noeviction';
  if (lately > 0) {
    const what = policy.startsWith('volatile-') ? 'results may be lost' : 'tasks may be lost';
    risks.push({
      kind: 'eviction',
      severity: 'critical',
      text: `${count(lately, 'key')} evicted in the last 15 min because memory is full: ${what}.`,
    });
  } else if (evictedKeys > 0)
    risks.push({ kind: 'eviction', severity: 'warning', text: `${count(evictedKeys, 'key')} evicted since the server started.` });
  if (policy.startsWith('allkeys-')) {
    const limited = memoryLimit > 0;
    const text = `maxmemory-policy is ${policy}: queues can be evicted ${limited ? 'when memory is full' : 'as soon as a limit is set'}. A broker needs noeviction.`;
    risks.push({ kind: 'eviction', severity: limited ? 'warning' : 'info', text });
  } else if (policy !== 'noeviction') {
    const text = `maxmemory-policy is ${policy}: keys with a TTL can be evicted, such as results and queues that expire. A broker needs noeviction.`;
    risks.push({ kind: 'eviction', severity: 'info', text });
  }
  return risks;
}

function fragmentation({ fragmentation: ratio, memoryUsed }: BrokerFacts): Risk[] {
  if (!(ratio > 1.5 && memoryUsed > LARGE_BYTES)) return [];
  const text = `Memory is fragmented: the server occupies ${ratio.toFixed(1)} times the memory it uses (${Math.round(memoryUsed / MB)} MB).`;
  return [{ kind: 'fragmentation', severity: 'warning', text }];
}

function clients({ clients: connected, maxClients }: BrokerFacts): Risk[] {
  const share = maxClients > 0 ? connected / maxClients : Number.NaN;
  if (!(share > 0.8)) return [];
  const text = `${connected} of at most ${maxClients} clients are connected. At the limit, new workers are refused.`;
  return [{ kind: 'clients', severity: share > 0.95 ? 'critical' : 'warning', text }];
}

function replication({ role, masterLinkUp, masterSilence, replicas, replicasOnline }: BrokerFacts): Risk[] {
  if (role === 'replica' && masterLinkUp === false) {
    const since = Number.isNaN(masterSilence) ? '' : ` for ${masterSilence} s`;
    const text = `This is a replica that cannot reach its master${since}: all numbers are frozen.`;
    return [{ kind: 'replication', severity: 'critical', text }];
  }
  if (role === 'replica')
    return [{ kind: 'replication', severity: 'info', text: 'This is a replica: its numbers lag behind those of its master.' }];
  if (replicas > replicasOnline) {
    const text = `${replicas - replicasOnline} of ${count(replicas, 'replica')} not in sync: a failover now may lose tasks.`;
    return [{ kind: 'replication', severity: 'warning', text }];
  }
  return [];
}

function persistence({ loading, snapshotOk, appendOnly, appendOnlyOk, unsavedWrites, snapshotAt }: BrokerFacts, now: number): Risk[] {
  const risk = (severity: Severity, text: string): Risk => ({ kind: 'persistence', severity, text });
  const risks: Risk[] = [];
  if (loading) risks.push(risk('warning', 'The server is loading its data. Queues cannot be read or written until it is done.'));
  if (snapshotOk === false)
    risks.push(risk('warning', 'The last snapshot (RDB) failed. By default, the server then refuses writes, and workers stop.'));
  if (appendOnly && appendOnlyOk === false)
    risks.push(risk('warning', 'The last write to the append-only file failed. The server refuses writes, and workers stop.'));
  if (appendOnly === false && unsavedWrites > 0 && now - snapshotAt > UNSAVED_MS) {
    const hours = Math.round((now - snapshotAt) / 3600_000);
    risks.push(risk('info', `Nothing was written to disk for ${hours} h: waiting tasks are lost if the server stops.`));
  }
  return risks;
}

/** A worker that died returns nothing. kombu redelivers a task that is unacknowledged for longer than the visibility timeout. */
function stuck(overdue: number): Risk[] {
  if (overdue === 0) return [];
  const text = `${count(overdue, 'task')} unacknowledged for longer than the visibility timeout: a worker died or still runs them. Each will run again.`;
  return [{ kind: 'deliveries', severity: 'warning', text }];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
