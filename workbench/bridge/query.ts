import type { DataFrameJSON } from '@grafana/data';
import { frameFromArrow } from './arrow-frame';
import type { Backend } from './backend';
import type { Datasources } from './datasources';
import type { DataQuery, DataResponse } from './plugin-client';

/** Body of `POST /api/ds/query`: panel queries of one or more datasources, range in epoch milliseconds as text. */
export interface QueryBody {
  from: string;
  to: string;
  queries: (Record<string, unknown> & {
    refId: string;
    datasource: { uid: string };
    queryType?: string;
    intervalMs?: number;
    maxDataPoints?: number;
  })[];
}

export interface QueryResult {
  status: number;
  frames: DataFrameJSON[];
  error?: string;
  errorSource?: string;
}

/** Answers like Grafana's `/api/ds/query`: each refId has its own result, and one failure makes the whole status 400. */
export async function runQueries(
  body: QueryBody,
  datasources: Datasources,
  backend: Backend,
): Promise<{ status: number; results: Record<string, QueryResult> }> {
  const results: Record<string, QueryResult> = {};
  const byDatasource = new Map<string, QueryBody['queries']>();
  for (const query of body.queries) byDatasource.set(query.datasource.uid, [...(byDatasource.get(query.datasource.uid) ?? []), query]);
  for (const [uid, queries] of byDatasource) {
    const pluginContext = datasources.context(uid);
    if (!pluginContext) {
      for (const { refId } of queries) results[refId] = { status: 404, frames: [], error: `there is no data source "${uid}"` };
      continue;
    }
    const client = await backend.client();
    const { responses } = await client.queryData({ pluginContext, queries: queries.map((query) => dataQuery(query, body)) });
    for (const [refId, response] of Object.entries(responses)) results[refId] = result(response);
  }
  return { status: Object.values(results).some((r) => r.error) ? 400 : 200, results };
}

function dataQuery(query: QueryBody['queries'][number], { from, to }: QueryBody): DataQuery {
  return {
    refId: query.refId,
    queryType: query.queryType ?? '',
    maxDataPoints: query.maxDataPoints ?? 100,
    intervalMS: query.intervalMs ?? 1000,
    timeRange: { fromEpochMS: Number(from), toEpochMS: Number(to) },
    json: Buffer.from(JSON.stringify(query)),
  };
}

function result({ frames, error, status, errorSource }: DataResponse): QueryResult {
  const answer = { status: status || (error ? 500 : 200), frames: frames.map(frameFromArrow) };
  return error ? { ...answer, error, errorSource } : answer;
}
