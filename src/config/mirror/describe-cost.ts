import { t } from '@grafana/i18n';
import type { CostResource } from '../../contract/resources';

/** What the settings page says of the cost, a sentence or two each. */
export interface CostWords {
  readonly bill: string;
  /** How much is mirrored. */
  readonly size: string;
  /** What one more queue, task and measure add. */
  readonly each: string;
  /** What the maximum leaves out and saves; undefined while it leaves nothing out. */
  readonly cap: string | undefined;
  /** Why nothing is mirrored, and what to do; undefined within the limit. */
  readonly problem: string | undefined;
}

/** The cost of the mirror in the language of the user. */
export function describeCost(cost: CostResource): CostWords {
  const { knownQueues, queues, tasks, metrics, requests, dollarsPerQueue, dollarsPerTask, dollarsPerMeasure } = cost;
  const size = { metrics, requests, queues: knownQueues, tasks };
  const each = { queue: dollarsPerQueue, task: dollarsPerTask, measure: dollarsPerMeasure };
  return {
    bill: t(
      'config.cost.bill',
      'About {{cost, currency(USD)}} a month at the list prices of us-east-1. Reading usual ranges adds up to {{usual, currency(USD)}}.',
      { cost: cost.dollarsPerMonth, usual: cost.usualDollarsPerMonth },
    ),
    size:
      tasks > 0
        ? t(
            'config.cost.sizeWithTasks',
            'Queues: {{queues, number}}. Tasks: {{tasks, number}}. Metrics: {{metrics, number}}. Requests a month: {{requests, number}}.',
            size,
          )
        : t('config.cost.size', 'Queues: {{queues, number}}. Metrics: {{metrics, number}}. Requests a month: {{requests, number}}.', size),
    each:
      dollarsPerTask > 0
        ? t(
            'config.cost.eachWithTasks',
            'One more queue adds {{queue, currency(USD)}}, one more task {{task, currency(USD)}}, one more measure {{measure, currency(USD)}}.',
            each,
          )
        : t('config.cost.each', 'One more queue adds {{queue, currency(USD)}}, one more measure {{measure, currency(USD)}}.', each),
    cap: knownQueues > queues ? describeCap(cost) : undefined,
    problem: cost.overBudget && cost.budget !== null ? describeProblem(cost, cost.budget) : undefined,
  };
}

function describeCap({ knownQueues, queues, savedDollarsPerMonth, uncappedDollarsPerMonth }: CostResource): string {
  const count = knownQueues - queues;
  if (savedDollarsPerMonth === 0)
    return t('config.cost.capForNothing', '', {
      count,
      defaultValue_one: 'Maximum queues leaves out {{count, number}} queue, which is mirrored as Other. That saves nothing.',
      defaultValue_other: 'Maximum queues leaves out {{count, number}} queues, whose sum is mirrored as Other. That saves nothing.',
    });
  return t('config.cost.cap', '', {
    count,
    saved: savedDollarsPerMonth,
    whole: uncappedDollarsPerMonth,
    defaultValue_one:
      'Maximum queues leaves out {{count, number}} queue, which is mirrored as Other. That saves {{saved, currency(USD)}} of {{whole, currency(USD)}} a month.',
    defaultValue_other:
      'Maximum queues leaves out {{count, number}} queues, whose sum is mirrored as Other. That saves {{saved, currency(USD)}} of {{whole, currency(USD)}} a month.',
  });
}

function describeProblem({ affordableQueues }: CostResource, limit: number): string {
  if (affordableQueues === 0)
    return t(
      'config.cost.overLimit',
      'This is more than the monthly cost limit of {{limit, currency(USD)}}, so nothing is mirrored. Raise the limit, exclude queues or choose fewer measures.',
      { limit },
    );
  return t(
    'config.cost.overLimitOfQueues',
    'This is more than the monthly cost limit of {{limit, currency(USD)}}, so nothing is mirrored. Raise the limit, lower Maximum queues to {{queues, number}} or choose fewer measures.',
    { limit, queues: affordableQueues },
  );
}
