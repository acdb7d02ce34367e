import type { CostResource, QueueEntry } from './contract/resources';

/** Reads the answer of `GET queues`. @throws TypeError if it does not match the contract */
export function parseQueues(input: unknown): readonly QueueEntry[] {
  const list = isObject(input) ? input.queues : undefined;
  if (!Array.isArray(list)) throw new TypeError('GET queues: expected { queues: […] }');
  return list.filter(isObject).flatMap(({ name, source, lastSeen, waiting }) =>
    typeof name === 'string'
      ? [
          {
            name,
            source: source === 'configured' || source === 'discovered' ? source : 'seen',
            lastSeen: typeof lastSeen === 'number' ? lastSeen : null,
            waiting: typeof waiting === 'number' ? waiting : null,
          },
        ]
      : [],
  );
}

/** Reads the answer of `GET cost`. @throws TypeError if it does not match the contract */
export function parseCost(input: unknown): CostResource {
  const answer = isObject(input) ? input : {};
  const number = (name: keyof CostResource): number => {
    const value = answer[name];
    if (!isNumber(value)) throw new TypeError(`GET cost: expected a number ${name}`);
    return value;
  };
  return {
    knownQueues: number('knownQueues'),
    queues: number('queues'),
    knownTasks: number('knownTasks'),
    tasks: number('tasks'),
    metrics: number('metrics'),
    requests: number('requests'),
    dollarsPerMonth: number('dollarsPerMonth'),
    dollarsPerQueue: number('dollarsPerQueue'),
    dollarsPerTask: number('dollarsPerTask'),
    dollarsPerMeasure: number('dollarsPerMeasure'),
    uncappedDollarsPerMonth: number('uncappedDollarsPerMonth'),
    savedDollarsPerMonth: number('savedDollarsPerMonth'),
    usualDollarsPerMonth: number('usualDollarsPerMonth'),
    budget: isNumber(answer['budget']) ? answer['budget'] : null,
    overBudget: answer['overBudget'] === true,
    affordableQueues: number('affordableQueues'),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
