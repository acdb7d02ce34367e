import type { ToldState } from '../worker-state';
import type { NewEvent } from './event';

/**
 * The event for a worker that starts, returns or is gone. A late worker has none: it may just be busy.
 * @param from undefined for a worker that has just started and was never seen before
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
      text: 'It sends no heartbeats any more: the worker stopped or cannot reach the broker.',
    };
  if (to === 'online' && (from === undefined || from === 'gone'))
    return {
      at,
      kind: 'worker-online',
      worker,
      severity: 'info',
      title: `${worker} is online`,
      text: from ? 'The worker is back.' : 'This is a new worker.',
    };
  return undefined;
}
