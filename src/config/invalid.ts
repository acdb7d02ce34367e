import type { BacklogOptions } from '../types';
import { ageProblem } from './queues/threshold-rows';

/** Whether a section holds a value that is not one. The page stores what was typed as text where a number is expected: see `Typed`. */
export const isInvalid = {
  queues: ({ sampleSeconds }: BacklogOptions) => isTyped(sampleSeconds),
  thresholds: ({ thresholds }: BacklogOptions) =>
    [thresholds, ...Object.values(thresholds?.queues ?? {})].some(
      (of) => isTyped(of?.warning, of?.critical, of?.age?.warning, of?.age?.critical) || ageProblem(of?.age) !== undefined,
    ),
  details: ({ visibilityTimeout }: BacklogOptions) => isTyped(visibilityTimeout),
  workers: ({ workerConcurrency }: BacklogOptions) => isTyped(...Object.values(workerConcurrency ?? {})),
  mirror: ({ mirror }: BacklogOptions) => isTyped(mirror?.maxQueues, mirror?.maxTasks, mirror?.maxDollarsPerMonth),
};

function isTyped(...values: readonly unknown[]): boolean {
  return values.some((value) => typeof value === 'string');
}
