import { withDeadline } from '../../lifetime/deadline';
import type { Peek } from '../ports/peek';
import { asBrokerError, BrokerError, type BrokerErrorCode } from '../ports/reader';
import { mixOf, type TaskGroup } from './task-mix';

/** A result is reused for this long. */
const KEEP_MS = 5000;
/** Time limit for one queue. */
const PEEK_MS = 3000;
/** Queues that are inspected in parallel: each may return a megabyte. */
const TOGETHER = 4;
/** After this many timeouts, a request inspects no further queues: it has taken long enough. */
const MOST_SILENT = 4;
/** Errors that may come from one queue alone: it is no list, or holds too much to be read in time. */
const COSTS_ITSELF: ReadonlySet<BrokerErrorCode> = new Set(['protocol', 'timeout', 'closed']);

interface Kept {
  readonly mix: Promise<readonly TaskGroup[]>;
  /** Monotonic milliseconds; infinite while it is being read. */
  until: number;
}

/** The content of queues by task. Inspects a queue on request, and answers all requests within a few seconds from one look. */
export class TaskMixes {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly peek: (queue: string, signal: AbortSignal) => Promise<Peek>) {}

  /**
   * Groups by queue, in the order asked for; an error in place of the groups if a queue cannot be read although the broker answers.
   * @throws BrokerError when the broker cannot be read, or a permission is missing
   */
  async of(queues: readonly string[], signal: AbortSignal): Promise<(readonly TaskGroup[] | BrokerError)[]> {
    const mixes: (readonly TaskGroup[] | BrokerError)[] = [];
    let next = 0;
    let silent = 0;
    let answered = false;
    let failed: BrokerError | undefined;
    const work = async () => {
      while (next < queues.length && !failed && silent < MOST_SILENT) {
        const i = next++;
        try {
          mixes[i] = await this.#mix(queues[i] ?? '', signal);
          answered = true;
        } catch (reason) {
          const error = asBrokerError(reason);
          mixes[i] = error;
          if (!COSTS_ITSELF.has(error.code)) failed = error;
          if (error.code === 'protocol') answered = true;
          else silent++;
        }
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
    const last = mixes.findLast((mix) => mix instanceof BrokerError);
    if (failed) throw failed;
    if (last && !answered) throw last;
    return queues.map((_, i) => inItsPlace(mixes[i]));
  }

  #mix(queue: string, signal: AbortSignal): Promise<readonly TaskGroup[]> {
    const now = performance.now();
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
          reading.until = performance.now() + KEEP_MS;
        },
        () => this.#kept.delete(queue),
      );
    }
    return kept.mix;
  }
}

/** The result for one queue when others succeeded. */
function inItsPlace(mix: readonly TaskGroup[] | BrokerError | undefined): readonly TaskGroup[] | BrokerError {
  if (!mix) return new BrokerError('timeout', 'it was not inspected because other queues took too long. Select fewer queues.');
  if (!(mix instanceof BrokerError) || mix.code !== 'timeout') return mix;
  const seconds = PEEK_MS / 1000;
  const text = `inspecting it took longer than ${seconds} s, although the broker answers. Are its tasks too large for the connection to the broker?`;
  return new BrokerError('timeout', text, { cause: mix });
}
