import { LRUCache } from 'lru-cache';
import type { QueueHints } from './hints';

/** A message that was seen in a queue, or taken from one. */
export interface SeenMessage {
  readonly queue: string | undefined;
  readonly id?: string | undefined;
  readonly task?: string | undefined;
}

/** Messages and names that are remembered; the least recently seen go first. */
const MOST_MESSAGES = 20_000;
const MOST_TASKS = 2000;

/** Remembers in which queues messages and tasks were seen. */
export class SeenQueues implements Pick<QueueHints, 'queueOfMessage' | 'queueOfTask'> {
  readonly #byId = new LRUCache<string, string>({ max: MOST_MESSAGES });
  /** Of tasks that were seen in several queues the empty name. */
  readonly #byTask = new LRUCache<string, string>({ max: MOST_TASKS });

  see(messages: Iterable<SeenMessage>): void {
    for (const { queue, id, task } of messages) {
      if (queue === undefined) continue;
      if (id !== undefined) this.#byId.set(id, queue);
      if (task === undefined) continue;
      const before = this.#byTask.get(task);
      if (before === undefined) this.#byTask.set(task, queue);
      else if (before !== queue && before !== '') this.#byTask.set(task, '');
    }
  }

  queueOfMessage(uuid: string): string | undefined {
    return this.#byId.get(uuid);
  }

  queueOfTask(name: string): string | undefined {
    return this.#byTask.get(name) || undefined;
  }
}
