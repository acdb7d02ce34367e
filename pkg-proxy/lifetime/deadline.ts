import { clearImmediate, setImmediate } from 'node:timers';
import { onAbort } from './abort';

/**
 * Runs work under a time limit: its signal aborts after `ms` milliseconds or when `parent` aborts, whichever is first.
 *
 * After the event loop was blocked, timers fire before the sockets are read, although a reply may have been waiting there. So pending
 * data is read first, and the limit applies only if that does not finish the work. Otherwise a busy process would make the broker look
 * frozen.
 *
 * Replaces `AbortSignal.timeout` and `AbortSignal.any`: Node holds the former only weakly, so inside the latter it can be
 * garbage-collected and never fire (https://github.com/nodejs/node/issues/57736; seen here as a sampler that hung for ever on a frozen
 * broker). It also clears its timer when the work is done.
 */
export async function withDeadline<T>(ms: number, work: (signal: AbortSignal) => Promise<T> | T, parent?: AbortSignal): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const disarm = afterReading(ms, abort);
  const leave = parent && onAbort(parent, abort);
  try {
    return await work(controller.signal);
  } finally {
    disarm();
    leave?.();
  }
}

/**
 * Calls `callback` after `ms` milliseconds, once the data pending on the sockets has been read. For timers that wait for a reply.
 * @returns cancels it
 */
function afterReading(ms: number, callback: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined;
  // The loop runs timers, then reads sockets, then runs immediates.
  const timer = setTimeout(() => {
    immediate = setImmediate(callback);
  }, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
