import type { Frame } from 'grafana-node-datasource-runtime';
import { message } from '../../../src/contract/messages/message';
import type { Monitor } from '../../queues/monitor/monitor';
import { say } from '../notices/said';

/**
 * How far the mirror of this process is behind, as a `numeric-long` frame for alerts: seconds since nothing was left to send, or since its
 * start. About a minute where all is well. A notice says why. Without a mirror there is no row.
 */
export function mirrorDelayFrame({ mirror, settings }: Monitor, now = Date.now()): Frame {
  const status = mirror?.status();
  const why: string | null | undefined = status && (status.metricsTaken ?? status.overBudget ?? status.lastError);
  return {
    meta: {
      type: 'numeric-long',
      typeVersion: [0, 1],
      preferredVisualisationType: 'table',
      notices: !status
        ? [say(message('mirror.off'))]
        : why
          ? [say(message('mirror.storesNothing', { reason: why }))]
          : status.lastPutAt === null
            ? [say(message('mirror.nothingYet'))]
            : [],
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
