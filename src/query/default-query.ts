import { QUERY_VERSION } from '../contract/migrate-query';
import { DEFAULT_TYPE } from '../contract/query';
import type { BacklogQuery } from '../types';
import { isAlert } from './is-alert';

/**
 * What a new query begins with. Grafana also merges it into stored queries that lack one of its fields, whatever their type, so it has
 * no field that types read differently: the parser and the editor fill those in by type. An alert rule begins with `now`, whose default
 * is one measure, `waiting`: one number for each queue.
 */
export function defaultQuery(app?: string): Omit<BacklogQuery, 'refId'> {
  return { queryType: isAlert(app) ? 'now' : DEFAULT_TYPE, version: QUERY_VERSION };
}
