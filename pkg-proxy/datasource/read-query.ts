import { type DataQuery, PluginError } from 'grafana-node-datasource-runtime';
import { parseQuery } from '../../src/contract/parse-query';
import { ContractError } from '../../src/contract/problem';
import type { Work } from '../lifetime/work';
import { compileSelector } from './select';

export type CompiledQuery = ReturnType<typeof readQuery>;

/** Reads a query and compiles its patterns. @throws PluginError 400 that names the field */
export function readQuery(json: unknown, queryType: string) {
  try {
    const query = parseQuery(queryType !== '' && isObject(json) && !json['queryType'] ? { ...json, queryType } : json);
    return { query, selector: compileSelector(query) };
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new PluginError(error.message, { status: 400, cause: error });
  }
}

/** As work: to compile takes a while, and a request may hold a hundred queries. */
export function* reading({ json, queryType }: DataQuery): Work<ReturnType<typeof readQuery>> {
  yield;
  return readQuery(json, queryType);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
