/** Waits so many milliseconds. False when the signal aborted meanwhile. Does not keep the process alive. */
export function rest(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve(!signal.aborted);
    };
    const timer = setTimeout(end, signal.aborted ? 0 : Math.max(0, ms));
    timer.unref();
    signal.addEventListener('abort', end, { once: true });
  });
}
