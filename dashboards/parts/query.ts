import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { QueryOf, QueryType } from '../../src/contract/query';

/** The data source that is chosen at the top of the dashboard. */
export const DATASOURCE = { type: 'backlog-celery-datasource', uid: '${datasource}' };

/** Fields of one type of query; all have defaults. */
export type Fields<T extends QueryType> = Partial<Omit<QueryOf<T>, 'queryType'>>;

/** A query of the plugin. Fields that are left out have their defaults, as in the contract. */
export function ask<T extends QueryType>(queryType: T, fields: Fields<T> = {}, refId = 'A'): Builder<Dataquery> {
  // The method marks the type for the SDK. It is no part of the JSON.
  const query = { refId, datasource: DATASOURCE, queryType, ...fields, _implementsDataqueryVariant: () => {} };
  return { build: () => query };
}

/** Events of the broker and its workers, which every such query answers, and of no queue. */
export const NO_QUEUE = { exclude: ['*'] };

/** Queues chosen at the top of the dashboard. */
export const CHOSEN = ['$queue'];
