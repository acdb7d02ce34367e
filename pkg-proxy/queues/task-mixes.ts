import { withDeadline } from './deadline';
import { asBrokerError, type BrokerError } from './reader';
import { mixOf, type TaskGroup } from './task-mix';
import type { Peek } from './tasks';

/** What was seen is shown to all who ask within so long. */
const KEEP_MS = 5000;
/** One queue is looked at this long at the most. */
const PEEK_MS = 3000;
/** Queues that are looked at together: each may bring a megabyte. */
const TOGETHER = 4;

interface Kept {
  readonly mix: Promise<readonly TaskGroup[]>;
  /** Epoch milliseconds; not yet known while it is being read. */
  until: number;
}

/** What is in the queues: looks at them when somebody asks, once for all who ask within a few seconds. */
export class TaskMixes {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly peek: (queue: string, signal: AbortSignal) => Promise<Peek>) {}

  /**
   * Groups by queue, in the order asked for; the reason in place of those of a queue that cannot be read although the broker answers.
   * @throws BrokerError when the broker cannot be read, or a right is missing
   */
  async of(queues: readonly string[], signal: AbortSignal): Promise<(readonly TaskGroup[] | BrokerError)[]> {
    const mixes: (readonly TaskGroup[] | BrokerError)[] = [];
    let next = 0;
    let failed = false;
    const work = async () => {
      while (next < queues.length && !failed) {
        const i = next++;
        try {
          mixes[i] = await this.#mix(queues[i] ?? '', signal);
        } catch (reason) {
          const error = asBrokerError(reason);
          if (error.code !== 'protocol') {
            failed = true;
            throw error;
          }
          mixes[i] = error;
        }
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
    return mixes;
  }

  #mix(queue: string, signal: AbortSignal): Promise<readonly TaskGroup[]> {
    const now = Date.now();
    for (const [name, { until }] of this.#kept) if (until <= now) this.#kept.delete(name);
    let kept = this.#kept.get(queue);
    if (!kept) {
      const reading: Kept = {
        mix: withDeadline(PEEK_MS, (limit) => this.peek(queue, limit), signal).then(mixOf),
        until: Number.POSITIVE_INFINITY,
      };
      kept = reading;
      this.#kept.set(queue, reading);
      reading.mix.then(
        () => {
          reading.until = Date.now() + KEEP_MS;
        },
        () => this.#kept.delete(queue),
      );
    }
    return kept.mix;
  }
}
