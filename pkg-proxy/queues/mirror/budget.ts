import type { CostResource } from '../../../src/contract/resources';

/** What mirroring so many queues and tasks, with the settings as they are, costs a month. */
export type PriceOf = (queues: number, tasks: number) => CostResource;

/**
 * Whether the mirror may write at all: what would cost more than `mirror.maxDollarsPerMonth` is not mirrored, rather than
 * mirrored in part or at any price. Asked before each sample is folded, with all queues that there are, so that never more
 * metrics are written than the budget pays for.
 */
export class MirrorBudget {
  /** -1 before the first sample. */
  #queues = -1;
  #tasks = -1;
  #over: string | null = null;

  constructor(private readonly priceOf: PriceOf) {}

  /** Why the mirror is off, for a person; null while it may write. */
  get over(): string | null {
    return this.#over;
  }

  /**
   * @param queues all that ask for a place, not only those that get one
   * @param tasks likewise
   * @returns whether going over the budget, or coming back within it, is new
   */
  see(queues: number, tasks = 0): boolean {
    if (queues === this.#queues && tasks === this.#tasks) return false;
    const was = this.#over;
    this.#queues = queues;
    this.#tasks = tasks;
    this.#over = overBudget(this.priceOf(queues, tasks));
    return (was === null) !== (this.#over === null);
  }
}

/** The sentence that says why nothing is mirrored and what to do; null when the budget allows it. */
export function overBudget({ overBudget, budget, dollarsPerMonth, metrics, queues, tasks, affordableQueues }: CostResource): string | null {
  if (!overBudget || budget === null) return null;
  const lower = affordableQueues > 0 ? `lower mirror.maxQueues to ${affordableQueues}` : 'exclude queues';
  const ofTasks = tasks > 0 ? ` and ${tasks} tasks` : '';
  return (
    `The mirror is off: ${metrics} metrics of ${queues} queues${ofTasks} would cost $${dollarsPerMonth.toFixed(2)} a month, ` +
    `mirror.maxDollarsPerMonth is $${budget.toFixed(2)}. Raise it, ${lower} or mirror fewer measures.`
  );
}
