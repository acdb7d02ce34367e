import { Task } from './task';

/** Tasks without an end that are remembered; of more, those that were silent longest go. */
const MOST_OPEN = 100_000;
/** Tasks with an end that are remembered, so that what comes twice or late is known for what it is. */
const MOST_ENDED = 50_000;

/**
 * Tasks in a row, each holding its neighbours. A `Map` keeps an order too, but finding its first key takes longer the more of those
 * before it were removed: a million tasks without an end took 28 s.
 */
class Row {
  size = 0;
  #first: Task | undefined;
  #last: Task | undefined;

  get first(): Task | undefined {
    return this.#first;
  }

  append(task: Task): void {
    task.before = this.#last;
    task.after = undefined;
    if (this.#last) this.#last.after = task;
    else this.#first = task;
    this.#last = task;
    this.size++;
  }

  remove(task: Task): void {
    if (task.before) task.before.after = task.after;
    else this.#first = task.after;
    if (task.after) task.after.before = task.before;
    else this.#last = task.before;
    task.before = task.after = undefined;
    this.size--;
  }
}

/** Tasks by id, a bounded number. */
export class OpenTasks {
  readonly #tasks = new Map<string, Task>();
  /** Both from the one that was silent longest on. */
  readonly #open = new Row();
  readonly #ended = new Row();

  /** @param gone is told of a task without an end that there is no more room for */
  constructor(
    private readonly gone: (task: Task) => void,
    private readonly most = { open: MOST_OPEN, ended: MOST_ENDED },
  ) {}

  get size(): number {
    return this.#tasks.size;
  }

  /** The task of that id, which is now the one that was heard of last. */
  touch(uuid: string): Task {
    let task = this.#tasks.get(uuid);
    if (!task) {
      task = new Task(uuid);
      this.#tasks.set(uuid, task);
      this.#addOpen(task);
    } else if (!task.ended) {
      this.#open.remove(task);
      this.#open.append(task);
    }
    return task;
  }

  /** It runs again, though it had ended: the message was delivered once more. */
  reopen(task: Task): void {
    if (!task.ended || this.#tasks.get(task.uuid) !== task) return;
    task.ended = false;
    this.#ended.remove(task);
    this.#addOpen(task);
  }

  end(task: Task): void {
    if (task.ended || this.#tasks.get(task.uuid) !== task) return;
    task.ended = true;
    this.#open.remove(task);
    this.#ended.append(task);
    const { first } = this.#ended;
    if (this.#ended.size <= this.most.ended || !first) return;
    this.#ended.remove(first);
    this.#tasks.delete(first.uuid);
  }

  #addOpen(task: Task): void {
    this.#open.append(task);
    const { first } = this.#open;
    if (this.#open.size <= this.most.open || !first) return;
    this.#open.remove(first);
    this.#tasks.delete(first.uuid);
    this.gone(first);
  }
}
