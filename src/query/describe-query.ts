import type { QueueQuery } from '../contract/query';
import { brokerAnswerOf } from './broker-answer';
import { reads } from './query-fields';

const BROKER = { all: 'broker', status: 'broker: risks', memory: 'broker: memory' } as const;

/**
 * One line for a collapsed query row: `history of celery, email* without *.tmp: max waiting by queue, top 5, live`. It tells
 * what the kind of query reads and nothing else.
 */
export function describeQuery(query: QueueQuery): string {
  const { queryType, measures, by, statistic, top, live } = query;
  if (queryType === 'broker') return BROKER[brokerAnswerOf(measures)];
  const what = reads(queryType, 'measures') ? [`${queryType === 'history' ? `${statistic} ` : ''}${measures.join(', ')} by ${by}`] : [];
  const more = [...(reads(queryType, 'top') && top > 0 ? [`top ${top}`] : []), ...(reads(queryType, 'live') && live ? ['live'] : [])];
  return [`${queryType} of ${queuesOf(query)}${what.length > 0 ? `: ${what[0]}` : ''}`, ...more].join(', ');
}

function queuesOf({ queues, exclude }: QueueQuery): string {
  return (queues.length > 0 ? queues.join(', ') : 'every queue') + (exclude.length > 0 ? ` without ${exclude.join(', ')}` : '');
}
