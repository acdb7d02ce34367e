import type { Frame } from 'grafana-node-datasource-runtime';
import type { Monitor } from '../../queues/monitor/monitor';

/**
 * How far the mirror of this process is behind, as a `numeric-long` frame for alerts: seconds since nothing was left to send, or since its
 * start. About a minute where all is well. A notice says why. Without a mirror there is no row.
 */
export function mirrorDelayFrame({ mirror, settings }: Monitor, now = Date.now()): Frame {
  const status = mirror?.status();
  const why = status && (status.metricsTaken ?? status.overBudget ?? status.lastError);
  return {
    meta: {
      type: 'numeric-long',
      typeVersion: [0, 1],
      preferredVisualisationType: 'table',
      notices: why ? [{ severity: 'warning', text: `The mirror stores nothing. ${why}` }] : [],
    },
    fields: [
      { name: 'broker', type: 'string', values: status ? [settings.environment] : [] },
      {
        name: 'behind',
        type: 'number',
        values: status ? [Math.max(0, (now - (status.lastPutAt ?? status.startedAt)) / 1000)] : [],
        config: { unit: 's' },
      },
    ],
  };
}
