/**
 * Which column of a history row belongs to which queue. A queue has one column for its total; it gets one more for each
 * priority step when it is first seen to use priorities, which most queues never do.
 */
export class Columns {
  readonly #queues = new Map<string, { total: number; steps: readonly number[] | undefined }>();
  readonly #released: { readonly column: number; readonly free: number }[] = [];
  /** Width of a row: one more than the highest column in use. */
  width = 0;

  constructor(readonly stepCount: number) {}

  total(queue: string): number | undefined {
    return this.#queues.get(queue)?.total;
  }

  /** Columns of the steps, or undefined as long as the queue has not used priorities. */
  steps(queue: string): readonly number[] | undefined {
    return this.#queues.get(queue)?.steps;
  }

  /** The column of a queue's total, made if needed. */
  claim(queue: string, now: number): number {
    const known = this.#queues.get(queue);
    if (known) return known.total;
    const total = this.#next(now);
    this.#queues.set(queue, { total, steps: undefined });
    return total;
  }

  claimSteps(queue: string, now: number): readonly number[] {
    const total = this.claim(queue, now);
    const known = this.#queues.get(queue)?.steps;
    if (known) return known;
    const steps = Array.from({ length: this.stepCount }, () => this.#next(now));
    this.#queues.set(queue, { total, steps });
    return steps;
  }

  /**
   * Gives the columns of forgotten queues to others, but not before `free` (epoch milliseconds), when the last row that
   * may hold a value of theirs is gone.
   */
  release(keep: (queue: string) => boolean, free: number): void {
    for (const [queue, { total, steps }] of this.#queues) {
      if (keep(queue)) continue;
      for (const column of [total, ...(steps ?? [])]) this.#released.push({ column, free });
      this.#queues.delete(queue);
    }
  }

  #next(now: number): number {
    const oldest = this.#released[0];
    if (!oldest || oldest.free > now) return this.width++;
    this.#released.shift();
    return oldest.column;
  }
}
