import type { Frame } from 'grafana-node-datasource-runtime';
import { type BrokerNow, customOf } from './broker-now';
import { number, text, yesNo } from './one-row';

/** One row of all that the server tells, with units. What it does not tell is null. */
export function brokerTable(now: BrokerNow): Frame {
  const { broker, environment, quality, notices } = now;
  const { latest, risks, trend } = broker;
  const taken = quality === 'unknown' ? undefined : now.deliveries;
  const facts = quality === 'unknown' ? undefined : latest?.facts;
  const limit = facts && facts.memoryLimit > 0 ? facts.memoryLimit : undefined;
  const worst = risks.find(({ severity }) => severity !== 'info')?.severity ?? 'ok';
  return {
    name: 'broker',
    meta: { type: 'table', typeVersion: [0, 1], preferredVisualisationType: 'table', notices, custom: customOf(now) },
    fields: [
      text('broker', environment),
      text('status', facts ? worst : 'unknown'),
      text('product', facts?.product),
      text('version', facts?.version),
      number('uptime', facts?.uptime, 's'),
      number('memoryUsed', facts?.memoryUsed, 'bytes'),
      number('memoryLimit', limit, 'bytes'),
      number('memoryShare', facts && limit && facts.memoryUsed / limit, 'percentunit'),
      number('memoryGrowth', facts && trend.growth, 'Bps'),
      number('timeUntilFull', facts && trend.timeUntilFull, 's'),
      text('evictionPolicy', facts?.evictionPolicy),
      number('evictedKeys', facts?.evictedKeys),
      number('expiredKeys', facts?.expiredKeys),
      number('fragmentation', facts?.fragmentation),
      number('keys', facts?.keys),
      number('clients', facts?.clients),
      number('maxClients', facts?.maxClients),
      number('blockedClients', facts?.blockedClients),
      number('rejectedConnections', facts?.rejectedConnections),
      number('opsPerSecond', facts?.opsPerSecond, 'ops'),
      text('role', facts?.role),
      number('replicas', facts?.replicas),
      number('replicationLagBytes', facts?.lagBytes, 'bytes'),
      number('replicationLag', facts?.lagSeconds, 's'),
      yesNo('masterLinkUp', facts?.masterLinkUp),
      number('masterSilence', facts?.masterSilence, 's'),
      yesNo('appendOnly', facts?.appendOnly),
      yesNo('snapshotOk', facts?.snapshotOk),
      number('snapshotAge', facts && latest && (latest.at - facts.snapshotAt) / 1000, 's'),
      number('inFlight', taken?.total),
      number('overdueDeliveries', taken?.overdue),
      number('oldestDelivery', taken && taken.oldestAt !== undefined ? Math.max(0, (Date.now() - taken.oldestAt) / 1000) : undefined, 's'),
      text('risks', facts && risks.map((risk) => risk.text).join('\n')),
      text('quality', quality),
    ],
  };
}
