import { clearImmediate, setImmediate } from 'node:timers';
import { onAbort } from './abort';

/**
 * Runs work under a time limit: its signal aborts after `ms` milliseconds or when `parent` aborts, whichever is first.
 *
 * When the event loop was held up, timers fire before the sockets are read, and an answer may have lain there for long. So
 * what has arrived is read first, and only if that does not end the work is the limit passed: else whoever kept this
 * process busy would make the broker look frozen.
 *
 * In place of `AbortSignal.timeout` and `AbortSignal.any`: Node keeps the former only weakly, so inside the latter it can be
 * garbage-collected and never fire (https://github.com/nodejs/node/issues/57736; seen here as a sampler that hung on a frozen
 * broker for ever). And this one clears its timer when the work is done.
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
 * Calls back after so many milliseconds, once what the sockets hold by then has been read. For timers that judge somebody by not
 * having answered.
 * @returns takes it back
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
