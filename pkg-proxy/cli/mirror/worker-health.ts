import { englishOf } from '../../../src/contract/messages/message';
import { timeOfDay } from '../../lifetime/clock';
import type { Monitor } from '../../queues/monitor/monitor';
import type { WorkerNow } from '../../queues/workers/workers';

export interface WorkerHealth {
  /** 200 for a worker that is online, else 503. */
  readonly status: 200 | 503;
  readonly body: {
    readonly worker: string;
    /** `unknown`: we do not receive heartbeats, or this worker was never heard; perhaps it has another name. */
    readonly state: WorkerNow['state'];
    /** ISO 8601; null if it was never heard. */
    readonly lastHeard: string | null;
    /** The broker on which it was heard. */
    readonly broker: string | null;
    readonly reason?: string;
  };
}

/** Whether a worker is healthy, for a container's health check. If several brokers know the name, the best state counts. */
export function workerHealth(monitors: readonly Monitor[], name: string): WorkerHealth {
  const found = monitors.flatMap(({ workers, settings }) => {
    const row = workers.find(name);
    return row ? [{ ...row, broker: settings.environment }] : [];
  });
  const best = (['online', 'late', 'unknown', 'gone'] as const).flatMap((state) => found.filter((row) => row.state === state))[0];
  const deaf = monitors.flatMap(({ workers }) => workers.problems.map(englishOf));
  if (best) {
    const { state, worker, broker } = best;
    const reason = state === 'unknown' && deaf[0] ? { reason: deaf[0] } : {};
    const body = { worker: name, state, lastHeard: new Date(timeOfDay(worker.heardAt)).toISOString(), broker, ...reason };
    return { status: state === 'online' ? 200 : 503, body };
  }
  const reason = deaf[0] ?? 'no worker of this name was heard since this process started to listen. Are the name and the broker right?';
  return { status: 503, body: { worker: name, state: 'unknown', lastHeard: null, broker: null, reason } };
}
