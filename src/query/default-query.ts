import { QUERY_VERSION } from '../contract/migrate-query';
import { DEFAULT_TYPE } from '../contract/query';
import type { BacklogQuery } from '../types';

/**
 * What a new query begins with. Grafana also merges it into stored queries that lack one of its fields, whatever their type, so it has
 * no field that types read differently: the parser and the editor fill those in by type.
 */
export function defaultQuery(): Omit<BacklogQuery, 'refId'> {
  return { queryType: DEFAULT_TYPE, version: QUERY_VERSION };
}
