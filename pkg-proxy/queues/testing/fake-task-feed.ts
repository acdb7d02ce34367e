import { onAbort } from '../../lifetime/abort';
import { BrokerError } from '../ports/reader';
import type { TaskEvent, TaskEventKind, TaskFeed, TaskFeedListener } from '../ports/task-feed';

/** Tasks in memory, for tests: say what becomes of them. */
export class FakeTaskFeed implements TaskFeed {
  /** Thrown by `listen`; set with `fail` to end what listens. */
  failure: BrokerError | undefined;
  readonly listeners = new Set<TaskFeedListener>();
  /** Times that somebody began to listen. */
  begun = 0;
  readonly #fail = new Set<(error: BrokerError) => void>();

  async listen(listener: TaskFeedListener, signal: AbortSignal): Promise<void> {
    this.begun++;
    if (this.failure) throw this.failure;
    this.listeners.add(listener);
    listener.listening();
    try {
      await new Promise<void>((resolve, reject) => {
        this.#fail.add(reject);
        onAbort(signal, resolve);
      });
    } finally {
      this.listeners.delete(listener);
    }
  }

  /** One step of a task, now and by `celery@fake`, unless `event` says otherwise. */
  say(kind: TaskEventKind, uuid: string, event: Partial<TaskEvent> = {}, weight = 1): void {
    this.sayAll([{ kind, uuid, node: 'celery@fake', at: Date.now(), ...event }], weight);
  }

  sayAll(events: readonly TaskEvent[], weight = 1): void {
    for (const listener of this.listeners) listener.heard(events, weight);
  }

  /** Something that cannot be read. */
  mumble(): void {
    for (const listener of this.listeners) listener.unreadable();
  }

  /** Too much; then `goOn`. */
  pause(): void {
    for (const listener of this.listeners) listener.paused();
  }

  goOn(): void {
    for (const listener of this.listeners) listener.listening();
  }

  fail(error = new BrokerError('closed', 'Redis at fake:6379/0: gone')): void {
    for (const reject of this.#fail) reject(error);
    this.#fail.clear();
  }
}
