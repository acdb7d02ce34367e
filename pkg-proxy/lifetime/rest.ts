import { onAbort } from './abort';

/** Waits `ms` milliseconds. Resolves to false if the signal aborted meanwhile. Does not keep the process alive. */
export function rest(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => {
        leave();
        resolve(true);
      },
      Math.max(0, ms),
    );
    timer.unref();
    const leave = onAbort(signal, () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
