import type { Frame } from 'grafana-node-datasource-runtime';
import { overBudget } from '../../queues/mirror/budget';
import type { MirrorStatus } from '../../queues/mirror/status';
import type { Monitor } from '../../queues/monitor/monitor';
import { number, text } from './one-row';

/** What the mirror does, in one word. `starting`: nothing was stored yet. `taken`: another broker's metrics have its name. */
type MirrorState = 'off' | 'taken' | 'overBudget' | 'failing' | 'starting' | 'ok';

/**
 * One row about the mirror of this process: what it stored since it started, how far it is behind, and what it costs. What it stored
 * is null while the mirror is off. The cost is then what it would be.
 */
export function mirrorTable(monitor: Monitor): Frame {
  const { settings, cost } = monitor;
  const status = monitor.mirror?.status();
  const read = monitor.archive?.counts();
  const over = status && (status.overBudget ?? overBudget(cost));
  const taken = monitor.metricsTaken;
  return {
    name: 'mirror',
    meta: { type: 'table', typeVersion: [0, 1], preferredVisualisationType: 'table' },
    fields: [
      text('broker', settings.environment),
      text('state', stateOf(status, taken, over ?? null)),
      text('destination', status?.label),
      text('problem', status && (taken ?? over ?? status.lastError)),
      number('lag', status?.lastPutAt && Math.max(0, (Date.now() - status.lastPutAt) / 1000), 's'),
      number('pendingMinutes', status?.pendingMinutes),
      number('pendingRecords', status?.pendingRecords),
      number('stored', status?.stored),
      number('refused', status?.refused),
      number('dropped', status?.dropped),
      number('late', status?.late),
      number('requests', status?.requests),
      number('elsewhere', status?.lock?.elsewhere),
      number('putTime', status?.putMs && status.putMs.p95 / 1000, 's'),
      number('queues', cost.queues),
      number('queuesTogether', cost.knownQueues - cost.queues),
      number('tasks', cost.tasks),
      number('metrics', cost.metrics),
      number('requestsPerMonth', cost.requests),
      number('dollarsPerMonth', cost.dollarsPerMonth, 'currencyUSD'),
      number('dollarsBudget', cost.budget, 'currencyUSD'),
      number('metricsRead', read?.metricsRead),
      number('dollarsRead', read?.dollars, 'currencyUSD'),
    ],
  };
}

function stateOf(status: MirrorStatus | undefined, taken: string | null, over: string | null): MirrorState {
  if (!status) return 'off';
  if (taken !== null) return 'taken';
  if (over !== null) return 'overBudget';
  if (status.lastError !== null) return 'failing';
  return status.lastPutAt === null ? 'starting' : 'ok';
}
