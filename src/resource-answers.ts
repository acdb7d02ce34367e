import { STATUSES, type Status } from './contract/measures';
import type { CostResource, NamesResource, PreviewResource, QueueEntry } from './contract/resources';

/** Reads the answer of `GET queues`. @throws TypeError if it does not match the contract */
export function parseQueues(input: unknown): readonly QueueEntry[] {
  const list = isObject(input) ? input.queues : undefined;
  if (!Array.isArray(list)) throw new TypeError('GET queues: expected { queues: […] }');
  return list.filter(isObject).flatMap(({ name, source, lastSeen, waiting, status }) =>
    typeof name === 'string'
      ? [
          {
            name,
            source: source === 'configured' || source === 'discovered' ? source : 'seen',
            lastSeen: typeof lastSeen === 'number' ? lastSeen : null,
            waiting: typeof waiting === 'number' ? waiting : null,
            ...(isStatus(status) && { status }),
          },
        ]
      : [],
  );
}

/** Reads the answer of `GET preview`. @throws TypeError if it does not match the contract */
export function parsePreview(input: unknown): PreviewResource {
  const answer = isObject(input) ? input : {};
  const { queues, count, unknown } = answer;
  if (!Array.isArray(queues) || !isNumber(count)) throw new TypeError('GET preview: expected { queues: […], count }');
  return { queues: texts(queues), count, unknown: texts(unknown) };
}

/** Reads the answer of `GET names`. @throws TypeError if it does not match the contract */
export function parseNames(input: unknown): NamesResource {
  if (!isObject(input)) throw new TypeError('GET names: expected lists of names');
  const { environments, priorities, workers, tasks } = input;
  return { environments: texts(environments), priorities: texts(priorities), workers: texts(workers), tasks: texts(tasks) };
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

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function isStatus(value: unknown): value is Status {
  const known: readonly unknown[] = STATUSES;
  return known.includes(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
