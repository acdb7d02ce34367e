import { withDeadline } from '../../lifetime/deadline';
import type { Peek } from '../ports/peek';
import { asBrokerError, BrokerError, type BrokerErrorCode } from '../ports/reader';
import { mixOf, type TaskGroup } from './task-mix';

/** What was seen is shown to all who ask within so long. */
const KEEP_MS = 5000;
/** One queue is looked at this long at the most. */
const PEEK_MS = 3000;
/** Queues that are looked at together: each may bring a megabyte. */
const TOGETHER = 4;
/** After so many looks that were not answered no further queue is looked into for that question: it has taken long enough. */
const MOST_SILENT = 4;
/** What may be the fault of one queue: it is no list, or holds too much to be read in time. */
const COSTS_ITSELF: ReadonlySet<BrokerErrorCode> = new Set(['protocol', 'timeout', 'closed']);

interface Kept {
  readonly mix: Promise<readonly TaskGroup[]>;
  /** By the clock that nobody sets, milliseconds; not yet known while it is being read. */
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

/** What is told of one queue where others were answered. */
function inItsPlace(mix: readonly TaskGroup[] | BrokerError | undefined): readonly TaskGroup[] | BrokerError {
  if (!mix) return new BrokerError('timeout', 'it was not looked into, because looking into others took too long. Select fewer queues.');
  if (!(mix instanceof BrokerError) || mix.code !== 'timeout') return mix;
  const seconds = PEEK_MS / 1000;
  const text = `looking into it took longer than ${seconds} s, though the broker answers: are its tasks too large for the way to the broker?`;
  return new BrokerError('timeout', text, { cause: mix });
}
