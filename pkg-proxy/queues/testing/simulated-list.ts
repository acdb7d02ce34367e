import type { ListLook, ListQuestion } from '../ports/probe';

interface SimulatedTask {
  readonly id: string;
  readonly sentAt: number;
  readonly redelivered: boolean;
}

/** A list that is filled and emptied by a test, and looked at as the real ones are. */
export class SimulatedList {
  #tasks: SimulatedTask[] = [];
  #lastTaken: SimulatedTask | undefined;
  #next = 0;

  constructor(private readonly options: { readonly stamped?: boolean; readonly depth?: number } = {}) {}

  get length(): number {
    return this.#tasks.length;
  }

  /** Infinite for an empty list. */
  get oldestSentAt(): number {
    return Math.min(...this.#tasks.map((task) => task.sentAt));
  }

  push(sentAt: number): void {
    this.#tasks.unshift({ id: `t${this.#next++}`, sentAt, redelivered: false });
  }

  pop(): void {
    this.#lastTaken = this.#tasks.pop();
  }

  /** The last task taken comes back to the old end, if one was. */
  restore(): boolean {
    if (!this.#lastTaken) return false;
    this.#tasks.push({ ...this.#lastTaken, redelivered: true });
    this.#lastTaken = undefined;
    return true;
  }

  look({ anchor }: ListQuestion): ListLook {
    const depth = this.options.depth ?? 3000;
    const at = this.#tasks.findIndex((task) => task.id === anchor);
    return {
      length: this.#tasks.length,
      bytes: this.#tasks.length * 1000,
      newer: at >= 0 && at < depth ? at : undefined,
      searched: Math.min(depth, this.#tasks.length),
      anchor: this.#tasks[0]?.id,
      tail: this.#tasks.at(-1)?.id,
      oldest: this.#tasks
        .slice(-4)
        .reverse()
        .map(({ sentAt, redelivered }) => ({
          sentAt: this.options.stamped ? sentAt : undefined,
          exact: true,
          eta: undefined,
          redelivered,
        })),
      atomic: true,
    };
  }
}
