import { type DataQuery, PluginError } from 'grafana-node-datasource-runtime';
import { parsePatterns, parseQuery } from '../../src/contract/parse-query';
import { ContractError } from '../../src/contract/problem';
import type { Filter, FilterKey } from '../../src/contract/queries/filters';
import type { QueueQuery } from '../../src/contract/query';
import type { Work } from '../lifetime/work';
import { type Passes, passing } from './filters';
import { compileSelector, type Patterns, type Selected, type Selector } from './select';

/** @throws PluginError 400 that names the field */
export function readQuery(json: unknown, queryType: string): QueueQuery {
  return named(() => parseQuery(queryType !== '' && isObject(json) && !json['queryType'] ? { ...json, queryType } : json));
}

/** @param selected what is selected, if it is not queues. @throws PluginError 400 that names the entry */
export function selectorOf(patterns: Patterns, selected?: Selected): Selector {
  return named(() => compileSelector(patterns, selected));
}

/** Ad hoc filters of one key. @throws PluginError 400 that names the filter */
export function filterOf(filters: readonly Filter[], key: FilterKey): Passes | undefined {
  return named(() => passing(filters, key));
}

/** Reads `queues` and `exclude` from something other than a query. @throws PluginError 400 that names the field */
export function readPatterns(json: unknown): Patterns {
  return named(() => parsePatterns(json));
}

/** As work: parsing takes a while, and a request may contain a hundred queries. */
export function* reading({ json, queryType }: DataQuery): Work<QueueQuery> {
  yield;
  return readQuery(json, queryType);
}

/** As work: compiling takes a while too. */
export function* selecting(patterns: Patterns): Work<Selector> {
  yield;
  return selectorOf(patterns);
}

function named<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new PluginError(error.message, { status: 400, cause: error });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
