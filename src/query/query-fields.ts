import type { QueryType, QueueQuery } from '../contract/query';

/** A field of a query that only some kinds of query read. */
export type QueryField = Exclude<keyof QueueQuery, 'queryType'>;

/** What each kind of query reads; the rest of it is kept and not shown. */
const FIELDS: Readonly<Record<QueryType, readonly QueryField[]>> = {
  history: ['queues', 'exclude', 'measures', 'by', 'statistic', 'top', 'live'],
  now: ['queues', 'exclude', 'measures', 'by', 'top'],
  tasks: ['queues', 'exclude', 'top'],
  workers: ['queues', 'exclude'],
  broker: [],
  events: ['queues', 'exclude', 'live'],
};

/** Whether a kind of query reads the field. A kind that is not known reads none: the backend says what it expects. */
export function reads(queryType: QueryType, field: QueryField): boolean {
  return Object.hasOwn(FIELDS, queryType) && FIELDS[queryType].includes(field);
}
