import type { ToldState } from '../worker-state';
import type { NewEvent } from './event';

/**
 * A worker that comes or goes; a late one may only be busy.
 * @param from undefined for a worker that has just started and was never heard before
 * @param at epoch milliseconds
 */
export function workerEvent(worker: string, from: ToldState | undefined, to: ToldState, at: number): NewEvent | undefined {
  if (to === 'gone' && from !== 'gone')
    return {
      at,
      kind: 'worker-gone',
      worker,
      severity: 'warning',
      title: `${worker} is gone`,
      text: 'No heartbeat any more: the worker ended or cannot reach the broker.',
    };
  if (to === 'online' && (from === undefined || from === 'gone'))
    return {
      at,
      kind: 'worker-online',
      worker,
      severity: 'info',
      title: `${worker} is online`,
      text: from ? 'The worker is back.' : 'A new worker.',
    };
  return undefined;
}
