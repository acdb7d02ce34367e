/**
 * Calls back when the signal aborts, at once if it has.
 * @returns takes it back; whoever listens to a signal that lives longer than itself must
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
 * The work's outcome, or that of `otherwise` as soon as the signal aborts: for work that does not listen to it. What becomes of the work
 * after that is nobody's concern, nor an unhandled rejection.
 * @param otherwise returns what counts instead, or throws
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
