import type { CostResource, QueueEntry } from './contract/resources';

/** Reads the answer of `GET queues`. @throws TypeError when it is another thing than the contract says */
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

/** Reads the answer of `GET cost`. @throws TypeError when it is another thing than the contract says */
export function parseCost(input: unknown): CostResource {
  const { queues, metrics, requests, dollarsPerMonth } = isObject(input) ? input : {};
  if (!isNumber(queues) || !isNumber(metrics) || !isNumber(requests) || !isNumber(dollarsPerMonth)) {
    throw new TypeError('GET cost: expected numbers queues, metrics, requests and dollarsPerMonth');
  }
  return { queues, metrics, requests, dollarsPerMonth };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
