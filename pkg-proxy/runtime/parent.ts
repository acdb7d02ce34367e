const EVERY_MS = 1_000;
const STARTED_BY = process.ppid;

/**
 * Calls back once when the process that started this one is gone without a word, as after `kill -9`: the system then gives
 * this process another parent. Compared with the parent at the start, which inside a container may well be 1.
 * @returns stops watching
 */
export function watchParent(onGone: () => void): () => void {
  const timer = setInterval(() => {
    if (process.ppid === STARTED_BY) return;
    clearInterval(timer);
    onGone();
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
