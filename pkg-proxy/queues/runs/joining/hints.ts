import type { Quality } from '../../../../src/contract/measures';

/** What others know of the queues of tasks: events tell them only where the producer sends `task-sent`. Each undefined when not known. */
export interface QueueHints {
  /** Where a message with this id was seen. */
  queueOfMessage(uuid: string): string | undefined;
  /** Where tasks of this name were seen, if in one queue only. */
  queueOfTask(name: string): string | undefined;
  /** What the worker consumes, if that is one queue. */
  onlyQueueOf(worker: string): string | undefined;
}

export interface QueueOfRun {
  /** Empty when it is not known. */
  readonly queue: string;
  readonly quality: Quality;
}

const UNKNOWN: QueueOfRun = { queue: '', quality: 'unknown' };

/** The best guess at a queue that no event told. */
export function guessQueue(hints: QueueHints, uuid: string, name: string, worker: string): QueueOfRun {
  const message = hints.queueOfMessage(uuid);
  if (message !== undefined) return { queue: message, quality: 'exact' };
  const guess = (name === '' ? undefined : hints.queueOfTask(name)) ?? (worker === '' ? undefined : hints.onlyQueueOf(worker));
  return guess === undefined ? UNKNOWN : { queue: guess, quality: 'estimate' };
}
