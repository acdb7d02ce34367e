/**
 * Runs work under a time limit: its signal aborts after `ms` milliseconds or when `parent` aborts, whichever is first.
 *
 * In place of `AbortSignal.timeout` and `AbortSignal.any`: Node keeps the former only weakly, so inside the latter it can be
 * garbage-collected and never fire (https://github.com/nodejs/node/issues/57736; seen here as a sampler that hung on a frozen
 * broker for ever). And this one clears its timer when the work is done.
 */
export async function withDeadline<T>(ms: number, work: (signal: AbortSignal) => Promise<T> | T, parent?: AbortSignal): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, ms);
  if (parent?.aborted) abort();
  parent?.addEventListener('abort', abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    parent?.removeEventListener('abort', abort);
  }
}
