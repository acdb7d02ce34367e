import type { CostResource } from '../../contract/resources';

/** What the settings page says of the bill, a sentence or two each. */
export interface CostWords {
  readonly bill: string;
  /** What one more queue and one more measure add. */
  readonly each: string;
  /** What the cap does; undefined while it leaves nothing out. */
  readonly cap: string | undefined;
  /** Why nothing is copied, and what to do; undefined within the budget. */
  readonly problem: string | undefined;
}

const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const count = new Intl.NumberFormat('en-US');

export function describeCost(cost: CostResource): CostWords {
  const {
    knownQueues,
    queues,
    tasks,
    metrics,
    requests,
    dollarsPerMonth,
    dollarsPerQueue,
    dollarsPerTask,
    dollarsPerMeasure,
    usualDollarsPerMonth,
  } = cost;
  const things = tasks > 0 ? `${many(knownQueues, 'queue')} and ${many(tasks, 'task')}` : many(knownQueues, 'queue');
  const oneTask = dollarsPerTask > 0 ? ` one more task ${money.format(dollarsPerTask)},` : '';
  return {
    bill: `About ${money.format(dollarsPerMonth)} a month for ${many(metrics, 'metric')} of ${things} in ${many(requests, 'request')} (list prices of us-east-1). Reading what is usual adds up to ${money.format(usualDollarsPerMonth)}.`,
    each: `One more queue adds ${money.format(dollarsPerQueue)},${oneTask} one more measure ${money.format(dollarsPerMeasure)}.`,
    cap: knownQueues > queues ? describeCap(cost) : undefined,
    problem: cost.overBudget && cost.budget !== null ? describeProblem(cost, cost.budget) : undefined,
  };
}

function describeCap({ knownQueues, queues, savedDollarsPerMonth, uncappedDollarsPerMonth }: CostResource): string {
  const rest = knownQueues - queues;
  const told = `The limit leaves out ${many(rest, 'queue')}, which ${rest === 1 ? 'is' : 'are'} summed up as Other.`;
  if (savedDollarsPerMonth === 0) return `${told} That saves nothing.`;
  return `${told} That saves ${money.format(savedDollarsPerMonth)} of ${money.format(uncappedDollarsPerMonth)} a month.`;
}

function describeProblem({ affordableQueues }: CostResource, budget: number): string {
  const lower = affordableQueues > 0 ? `allow at most ${many(affordableQueues, 'queue')}` : 'leave out queues';
  return `That is more than the budget of ${money.format(budget)}: nothing is copied. Raise it, ${lower} or choose fewer measures.`;
}

function many(n: number, what: string): string {
  return `${count.format(n)} ${what}${n === 1 ? '' : 's'}`;
}
