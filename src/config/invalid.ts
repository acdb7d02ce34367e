import type { BacklogOptions } from '../types';
import { readBrokerUrl } from './connection/split-broker-url';
import { ageProblem } from './queues/threshold-rows';

/** Whether a section holds a value that is not one. The page stores what was typed as text where a number is expected: see `Typed`. */
export const isInvalid = {
  transport: ({ prioritySteps }: BacklogOptions) => isTyped(prioritySteps),
  queues: ({ sampleSeconds }: BacklogOptions) => isTyped(sampleSeconds),
  thresholds: ({ thresholds }: BacklogOptions) =>
    isNameless(thresholds?.queues) ||
    [thresholds, ...Object.values(thresholds?.queues ?? {})].some(
      (of) => isTyped(of?.warning, of?.critical, of?.age?.warning, of?.age?.critical) || ageProblem(of?.age) !== undefined,
    ),
  details: ({ visibilityTimeout }: BacklogOptions) => isTyped(visibilityTimeout),
  workers: ({ workerQueues, workerConcurrency }: BacklogOptions) =>
    isNameless(workerQueues) || isNameless(workerConcurrency) || isTyped(...Object.values(workerConcurrency ?? {})),
  mirror: ({ mirror }: BacklogOptions) =>
    isTyped(mirror?.maxQueues, mirror?.maxTasks, mirror?.maxDollarsPerMonth) || isNoUrl(mirror?.lockUrl),
};

/** A row that was filled in without a name is stored under the empty one. */
function isNameless(byName: object = {}): boolean {
  return Object.hasOwn(byName, '');
}

function isNoUrl(text: string | undefined): boolean {
  const broker = readBrokerUrl(text);
  return broker !== undefined && 'problem' in broker;
}

function isTyped(...values: readonly unknown[]): boolean {
  return values.some((value) => typeof value === 'string');
}
