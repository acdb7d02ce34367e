import type { FieldDescription, Frame } from 'grafana-node-datasource-runtime';
import type { QueryOf } from '../../../src/contract/query';
import { RISK_KINDS, type RiskKind } from '../../queues/broker/risks';
import type { Monitor } from '../../queues/monitor/monitor';
import { type BrokerNow, brokerNow, customOf, unit } from './broker-now';
import { brokerSeries } from './broker-series';
import { brokerTable } from './broker-table';

/**
 * The state of the server. For `status`: a `numeric-long` frame for alerts, with one row per kind of risk (0 ok, 1 warning,
 * 2 critical). For `memory` and `overdue`: the same with the bytes used, and with the tasks whose delivery is overdue. Otherwise two
 * frames: a table of all facts with the risks as sentences, and time series of at most a day.
 */
export function brokerFrames(
  monitor: Monitor,
  { answer }: QueryOf<'broker'>,
  { from, to }: { readonly from: number; readonly to: number },
): Frame[] {
  const now = brokerNow(monitor);
  if (answer === 'status') return [statusFrame(now, RISK_KINDS)];
  if (answer === 'server') return [statusFrame(now, SERVER_RISKS)];
  if (answer === 'memory') return [numberFrame(now, 'memory', now.broker.latest?.facts.memoryUsed, unit('bytes'))];
  if (answer === 'overdue') return [numberFrame(now, 'overdue', now.deliveries?.overdue)];
  return [brokerTable(now), brokerSeries(now, from, to)];
}

/** Overdue deliveries say something of the workers. An alert may ask for their number. */
const SERVER_RISKS = RISK_KINDS.filter((kind) => kind !== 'deliveries');

/** A risk of severity `info` is no reason for an alert. */
const LEVEL = { info: 0, warning: 1, critical: 2 } as const;

/** One row with stable labels for every possible risk, so that an alert instance resolves when its risk is gone. */
function statusFrame(now: BrokerNow, kinds: readonly RiskKind[]): Frame {
  const { broker, environment, quality, notices, deliveries } = now;
  const { risks } = broker;
  const known = (kind: RiskKind) => quality !== 'unknown' && (kind !== 'deliveries' || deliveries !== undefined);
  const level = (kind: RiskKind) => Math.max(0, ...risks.filter((risk) => risk.kind === kind).map((risk) => LEVEL[risk.severity]));
  return {
    meta: { ...numericLong(now), notices },
    fields: [
      { name: 'broker', type: 'string', values: kinds.map(() => environment) },
      { name: 'risk', type: 'string', values: [...kinds] },
      { name: 'status', type: 'number', values: kinds.map((kind) => (known(kind) ? level(kind) : null)) },
    ],
  };
}

/** One number of the broker; null while it is unknown. */
function numberFrame(now: BrokerNow, name: string, value: number | undefined, config: Pick<FieldDescription, 'config'> = {}): Frame {
  const { environment, quality, notices } = now;
  return {
    meta: { ...numericLong(now), notices },
    fields: [
      { name: 'broker', type: 'string', values: [environment] },
      { name, ...config, type: 'number', values: [quality === 'unknown' ? null : (value ?? null)] },
    ],
  };
}

function numericLong(now: BrokerNow) {
  const custom = customOf(now);
  return { type: 'numeric-long', typeVersion: [0, 1], preferredVisualisationType: 'table', custom } as const;
}
