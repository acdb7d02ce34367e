/**
 * Calls `callback` when the signal aborts, or at once if it already has.
 * @returns removes the callback; call it if the signal lives longer than the listener
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => {};
  }
  signal.addEventListener('abort', callback, { once: true });
  return () => signal.removeEventListener('abort', callback);
}

/** Resolves when the signal has aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    onAbort(signal, resolve);
  });
}

/**
 * Resolves like `work`, or like `otherwise` as soon as the signal aborts: for work that ignores the signal. After that, the outcome of the
 * work is ignored, and its rejection is not reported as unhandled.
 * @param otherwise returns the result after an abort, or throws
 */
export function unlessAborted<T, O>(work: Promise<T>, signal: AbortSignal, otherwise: () => O): Promise<T | O> {
  return new Promise((resolve, reject) => {
    const leave = onAbort(signal, () => {
      try {
        resolve(otherwise());
      } catch (error) {
        reject(error);
      }
    });
    work.then(resolve, reject).finally(leave);
  });
}
