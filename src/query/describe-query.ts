import type { QueueQuery } from '../contract/query';

/** One line for a collapsed query row: `history of celery, email* without *.tmp: max waiting by queue, top 5, live`. */
export function describeQuery({ queryType, queues, exclude, measures, by, statistic, top, live }: QueueQuery): string {
  const history = queryType === 'history';
  const which = (queues.length > 0 ? queues.join(', ') : 'every queue') + (exclude.length > 0 ? ` without ${exclude.join(', ')}` : '');
  const what = `${history ? `${statistic} ` : ''}${measures.join(', ')} by ${by}`;
  return `${queryType} of ${which}: ${what}${top > 0 ? `, top ${top}` : ''}${history && live ? ', live' : ''}`;
}
