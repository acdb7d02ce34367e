import { Task } from './task';

/** Tasks without an end that are remembered; of more, those that were silent longest go. */
const MOST_OPEN = 100_000;
/** Tasks with an end that are remembered, so that what comes twice or late is known for what it is. */
const MOST_ENDED = 50_000;

/** Tasks by id, a bounded number. */
export class OpenTasks {
  /** Both from the one that was silent longest on. */
  readonly #open = new Map<string, Task>();
  readonly #ended = new Map<string, Task>();

  /** @param gone is told of a task without an end that there is no more room for */
  constructor(
    private readonly gone: (task: Task) => void,
    private readonly most = { open: MOST_OPEN, ended: MOST_ENDED },
  ) {}

  get size(): number {
    return this.#open.size + this.#ended.size;
  }

  /** The task of that id, which is now the one that was heard of last. */
  touch(uuid: string): Task {
    const open = this.#open.get(uuid);
    if (open) {
      this.#open.delete(uuid);
      this.#open.set(uuid, open);
      return open;
    }
    const ended = this.#ended.get(uuid);
    if (ended) return ended;
    const task = new Task(uuid);
    this.#add(task);
    return task;
  }

  /** It runs again, though it had ended: the message was delivered once more. */
  reopen(task: Task): void {
    if (this.#ended.delete(task.uuid)) this.#add(task);
  }

  end(task: Task): void {
    if (!this.#open.delete(task.uuid)) return;
    this.#ended.set(task.uuid, task);
    if (this.#ended.size <= this.most.ended) return;
    const [oldest] = this.#ended.keys();
    if (oldest !== undefined) this.#ended.delete(oldest);
  }

  #add(task: Task): void {
    this.#open.set(task.uuid, task);
    if (this.#open.size <= this.most.open) return;
    const [oldest] = this.#open.values();
    if (!oldest) return;
    this.#open.delete(oldest.uuid);
    this.gone(oldest);
  }
}
