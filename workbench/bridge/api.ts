import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Backend } from './backend';
import type { DatasourceInput, Datasources } from './datasources';
import type { Live } from './live';
import { type QueryBody, runQueries } from './query';

export interface ApiParts {
  datasources: Datasources;
  backend: Backend;
  live: Live;
}

/** A JSON answer, or undefined if the handler wrote the response itself. */
type Answer = { status: number; json: unknown } | undefined;
type Handler = (request: IncomingMessage, response: ServerResponse, url: URL, params: string[]) => Promise<Answer> | Answer;

const HEALTH_STATUS = { OK: 200, ERROR: 400, UNKNOWN: 400 };

/**
 * The part of Grafana's HTTP API that the frontend of a data source uses, by method and path.
 * @returns a function that answers a request, and returns whether it handles the path
 */
export function createApi({ datasources, backend, live }: ApiParts) {
  const routes: [method: string, path: RegExp, handler: Handler][] = [
    ['GET', /^\/api\/datasources$/, () => ok(datasources.list())],
    [
      'POST',
      /^\/api\/datasources$/,
      async (request) => {
        const datasource = datasources.save(await readJson<DatasourceInput>(request));
        return ok({ id: datasource.id, name: datasource.name, message: 'Datasource added', datasource });
      },
    ],
    ['GET', /^\/api\/datasources\/uid\/([^/]+)$/, (_q, _s, _u, [uid = '']) => found(datasources.get(uid))],
    [
      'PUT',
      /^\/api\/datasources\/uid\/([^/]+)$/,
      async (request, _s, _u, [uid = '']) => {
        if (!datasources.get(uid)) return found(undefined);
        const datasource = datasources.save({ ...(await readJson<DatasourceInput>(request)), uid });
        live.restart(uid);
        return ok({ id: datasource.id, name: datasource.name, message: 'Datasource updated', datasource });
      },
    ],
    [
      'DELETE',
      /^\/api\/datasources\/uid\/([^/]+)$/,
      (_q, _s, _u, [uid = '']) => found(datasources.delete(uid) ? { message: 'Data source deleted' } : undefined),
    ],
    [
      'GET',
      /^\/api\/datasources\/uid\/([^/]+)\/health$/,
      async (_q, _s, _u, [uid = '']) => {
        const pluginContext = datasources.context(uid);
        if (!pluginContext) return found(undefined);
        const { status, message, jsonDetails } = await (await backend.client()).checkHealth({ pluginContext });
        const details = jsonDetails.length > 0 ? JSON.parse(jsonDetails.toString()) : undefined;
        return { status: HEALTH_STATUS[status], json: { status, message, details } };
      },
    ],
    ['*', /^\/api\/datasources\/uid\/([^/]+)\/resources\/(.*)$/, resource],
    [
      'POST',
      /^\/api\/ds\/query$/,
      async (request) => {
        const { status, results } = await runQueries(await readJson<QueryBody>(request), datasources, backend);
        return { status, json: { results } };
      },
    ],
    [
      'GET',
      /^\/api\/live\/ds\/([^/]+)\/(.*)$/,
      async (_q, response, _u, [uid = '', path = '']) => {
        await live.join(uid, path, response);
        return undefined;
      },
    ],
    [
      'GET',
      /^\/api\/plugins\/[^/]+\/metrics$/,
      async (_q, response) => {
        const { metrics } = await (await backend.client()).collectMetrics();
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(metrics?.prometheus ?? '');
        return undefined;
      },
    ],
  ];

  async function resource(request: IncomingMessage, response: ServerResponse, url: URL, [uid = '', path = '']: string[]): Promise<Answer> {
    const pluginContext = datasources.context(uid);
    if (!pluginContext) return found(undefined);
    const answer = await (await backend.client()).callResource({
      pluginContext,
      path,
      method: request.method ?? 'GET',
      url: `${path}${url.search}`,
      headers: { 'Content-Type': { values: [request.headers['content-type'] ?? 'application/json'] } },
      body: await readBody(request),
    });
    const headers = Object.entries(answer.headers).map(([name, { values }]): [string, string[]] => [name, values]);
    response.writeHead(answer.code, Object.fromEntries(headers)).end(answer.body);
    return undefined;
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = decodeURIComponent(url.pathname);
    for (const [method, pattern, handler] of routes) {
      const match = pattern.exec(path);
      if (!match || (method !== '*' && method !== request.method)) continue;
      const answer = await Promise.resolve(handler(request, response, url, match.slice(1))).catch((error: unknown) => failed(error));
      if (answer && !response.headersSent)
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.json));
      return true;
    }
    return false;
  };
}

const ok = (json: unknown) => ({ status: 200, json });
const found = (json: unknown) => (json === undefined ? { status: 404, json: { message: 'Data source not found' } } : ok(json));
/** Grafana's answer when a backend cannot be reached or answers a call with a gRPC error. */
const failed = (error: unknown) => ({ status: 500, json: { message: error instanceof Error ? error.message : String(error) } });

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function readJson<T>(request: IncomingMessage): Promise<T> {
  return JSON.parse((await readBody(request)).toString());
}
