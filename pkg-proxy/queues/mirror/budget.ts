import type { CostResource } from '../../../src/contract/resources';

/** What mirroring so many queues, with the settings as they are, costs a month. */
export type PriceOf = (queues: number) => CostResource;

/**
 * Whether the mirror may write at all: what would cost more than `mirror.maxDollarsPerMonth` is not mirrored, rather than
 * mirrored in part or at any price. Asked before each sample is folded, with all queues that there are, so that never more
 * metrics are written than the budget pays for.
 */
export class MirrorBudget {
  /** -1 before the first sample. */
  #queues = -1;
  #over: string | null = null;

  constructor(private readonly priceOf: PriceOf) {}

  /** Why the mirror is off, for a person; null while it may write. */
  get over(): string | null {
    return this.#over;
  }

  /**
   * @param queues all that ask for a place, not only those that get one
   * @returns whether going over the budget, or coming back within it, is new
   */
  see(queues: number): boolean {
    if (queues === this.#queues) return false;
    const was = this.#over;
    this.#queues = queues;
    this.#over = overBudget(this.priceOf(queues));
    return (was === null) !== (this.#over === null);
  }
}

/** The sentence that says why nothing is mirrored and what to do; null when the budget allows it. */
export function overBudget({ overBudget, budget, dollarsPerMonth, metrics, queues, affordableQueues }: CostResource): string | null {
  if (!overBudget || budget === null) return null;
  const lower = affordableQueues > 0 ? `lower mirror.maxQueues to ${affordableQueues}` : 'exclude queues';
  return (
    `The mirror is off: ${metrics} metrics of ${queues} queues would cost $${dollarsPerMonth.toFixed(2)} a month, ` +
    `mirror.maxDollarsPerMonth is $${budget.toFixed(2)}. Raise it, ${lower} or mirror fewer measures.`
  );
}
