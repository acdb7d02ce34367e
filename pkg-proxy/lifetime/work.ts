/**
 * Work in parts: it yields wherever other work may run. The caller decides how long a turn is. The work must take its input at the start,
 * because the data may change between two parts.
 */
export type Work<T> = Generator<undefined, T, undefined>;

/** Runs the work in one go: for work that is known to be small, or when nothing else waits. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Length of a turn before the event loop may continue, milliseconds. */
const TURN_MS = 10;

/** Runs the work in turns of the event loop: for rare requests that are not urgent. */
export async function spread<T>(work: Work<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + TURN_MS;
    do {
      const { done, value } = work.next();
      if (done) return value;
    } while (performance.now() < until);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
