import type { Frame } from 'grafana-node-datasource-runtime';
import type { QueryOf } from '../../../src/contract/query';
import { RISK_KINDS, type RiskKind } from '../../queues/broker/risks';
import type { Monitor } from '../../queues/monitor/monitor';
import { type BrokerNow, brokerNow, customOf, unit } from './broker-now';
import { brokerSeries } from './broker-series';
import { brokerTable } from './broker-table';
import { mirrorTable } from './mirror-table';

/**
 * The state of the server. For `status`: a `numeric-long` frame for alerts, with one row per kind of risk (0 ok, 1 warning,
 * 2 critical). For `memory`: the same with the bytes used. For `mirror`: a table about
 * the mirror of this process. Otherwise two frames: a table of all facts with the risks as sentences, and
 * time series of at most a day.
 */
export function brokerFrames(
  monitor: Monitor,
  { answer }: QueryOf<'broker'>,
  { from, to }: { readonly from: number; readonly to: number },
): Frame[] {
  if (answer === 'mirror') return [mirrorTable(monitor)];
  const now = brokerNow(monitor);
  if (answer === 'status') return [statusFrame(now)];
  if (answer === 'memory') return [memoryFrame(now)];
  return [brokerTable(now), brokerSeries(now, from, to)];
}

/** A risk of severity `info` is no reason for an alert. */
const LEVEL = { info: 0, warning: 1, critical: 2 } as const;

/** One row with stable labels for every possible risk, so that an alert instance resolves when its risk is gone. */
function statusFrame(now: BrokerNow): Frame {
  const { broker, environment, quality, notices, deliveries } = now;
  const { risks } = broker;
  const known = (kind: RiskKind) => quality !== 'unknown' && (kind !== 'deliveries' || deliveries !== undefined);
  const level = (kind: RiskKind) => Math.max(0, ...risks.filter((risk) => risk.kind === kind).map((risk) => LEVEL[risk.severity]));
  return {
    meta: { ...numericLong(now), notices },
    fields: [
      { name: 'broker', type: 'string', values: RISK_KINDS.map(() => environment) },
      { name: 'risk', type: 'string', values: [...RISK_KINDS] },
      { name: 'status', type: 'number', values: RISK_KINDS.map((kind) => (known(kind) ? level(kind) : null)) },
    ],
  };
}

function memoryFrame(now: BrokerNow): Frame {
  const { broker, environment, quality, notices } = now;
  const known = quality !== 'unknown';
  return {
    meta: { ...numericLong(now), notices },
    fields: [
      { name: 'broker', type: 'string', values: [environment] },
      { name: 'memory', ...unit('bytes'), type: 'number', values: [known ? (broker.latest?.facts.memoryUsed ?? null) : null] },
    ],
  };
}

function numericLong(now: BrokerNow) {
  const custom = customOf(now);
  return { type: 'numeric-long', typeVersion: [0, 1], preferredVisualisationType: 'table', custom } as const;
}
