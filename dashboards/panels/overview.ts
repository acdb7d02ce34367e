import { COUNT, FAILURES, RATIO, SECONDS } from '../parts/look';
import { ask, CHOSEN } from '../parts/query';
import { graph } from './graph';
import { queuesWithStatus } from './queues';
import { stat } from './stat';

export function late() {
  return queuesWithStatus({
    id: 16,
    title: 'Late',
    description: 'Queues above their warning threshold by length or by age of the oldest task, or without a worker.',
    queues: CHOSEN,
    atLeast: 'warning',
    color: [
      [null, 'text'],
      [0, 'green'],
      [1, 'orange'],
    ],
  });
}

export function critical() {
  return queuesWithStatus({
    id: 17,
    title: 'Critical',
    description: 'Queues above their critical threshold, and queues with waiting tasks that no worker consumes.',
    queues: CHOSEN,
    atLeast: 'critical',
    color: [
      [null, 'text'],
      [0, 'green'],
      [1, 'red'],
    ],
  });
}

export function waiting() {
  return stat({
    id: 18,
    title: 'Waiting',
    description: 'Tasks in the chosen queues that no worker has taken yet.',
    queries: [ask('history', { queues: CHOSEN, by: 'total', statistic: 'last', live: true })],
    format: COUNT,
    spark: true,
  });
}

export function oldest() {
  return stat({
    id: 19,
    title: 'Oldest task',
    description: 'Age of the oldest waiting task in all chosen queues.',
    queries: [ask('history', { queues: CHOSEN, measures: ['oldestAge'], by: 'total', statistic: 'last' })],
    format: SECONDS,
    spark: true,
  });
}

export function failing() {
  return stat({
    id: 14,
    title: 'Failed',
    description: 'Share of task runs that failed in the time range. It needs task events.',
    queries: [ask('runs', { queues: CHOSEN, by: 'total', measures: ['failureRatio'] })],
    column: 'failureRatio',
    format: RATIO,
    color: FAILURES,
  });
}

export function oneOfMany() {
  return graph({
    id: 11,
    title: '$queue',
    description: 'Tasks of this queue that no worker has taken yet.',
    queries: [ask('history', { queues: CHOSEN, live: true })],
    format: COUNT,
    color: 'blue',
    legend: 'none',
    limitsFromData: true,
    repeat: 'queue',
  });
}
