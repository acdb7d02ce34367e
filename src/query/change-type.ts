import { DEFAULT_QUERY, type QueryType } from '../contract/query';
import type { BacklogQuery } from '../types';
import { brokerAnswerOf } from './broker-answer';
import { withDefaults } from './defaults';

/**
 * What changes with the kind of query. All that was chosen is kept for the way back, but for `status` alone and `memory` alone: of the
 * broker they mean another answer than of queues.
 */
export function changeType(query: BacklogQuery, queryType: QueryType): Partial<BacklogQuery> {
  const { queryType: before, measures } = withDefaults(query);
  const crosses = (before === 'broker') !== (queryType === 'broker');
  return crosses && brokerAnswerOf(measures) !== 'all' ? { queryType, measures: DEFAULT_QUERY.measures } : { queryType };
}
