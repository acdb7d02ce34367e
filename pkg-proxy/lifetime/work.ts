/**
 * Work in parts: it yields wherever something else may have a turn. Whoever runs it decides how long a turn is; what it reads it
 * must hold from the start, for between two parts everything else goes on.
 */
export type Work<T> = Generator<undefined, T, undefined>;

/** Does it in one go: for work that is known to be small, or where nobody else waits. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Milliseconds after which the event loop comes round. */
const TURN_MS = 10;

/** Does it while the event loop goes on: for what is asked seldom and by nobody in a hurry. */
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
