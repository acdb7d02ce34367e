/** A datasource that does whatever a test asks of it: `do` in the query, the path of a resource or a stream. */
import { once } from 'node:events';
import {
  createLogger,
  type DatasourcePlugin,
  type Frame,
  PluginError,
  type ResourceRequest,
  type ResourceResponse,
  serve,
} from 'grafana-node-datasource-runtime';
import { goldenFrames } from '../golden/frames';

const log = createLogger('test', 'info');
const state = { running: 0, aborted: 0, sent: 0 };

async function untilAborted(signal: AbortSignal): Promise<never> {
  state.running++;
  if (!signal.aborted) await once(signal, 'abort');
  state.running--;
  state.aborted++;
  throw new Error('an echo of the abort, which nobody should see in the log');
}

function numbers(rows: number): Frame {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++) values[row] = row;
  return { fields: [{ name: 'n', type: 'number', values }] };
}
const text = (value: string): Frame => ({ fields: [{ name: 's', type: 'string', values: [value] }] });
const field = (json: unknown, name: string): unknown =>
  typeof json === 'object' && json !== null ? Object.getOwnPropertyDescriptor(json, name)?.value : undefined;

function query(json: unknown, context: string, signal: AbortSignal): readonly Frame[] | Promise<readonly Frame[]> {
  const size = Number(field(json, 'size'));
  switch (field(json, 'do')) {
    case 'numbers':
      return [numbers(size)];
    case 'text':
      return [text('x'.repeat(size))];
    case 'length':
      return [numbers(String(field(json, 'padding')).length === size ? 1 : 0)];
    case 'context':
      return [text(context)];
    case 'golden':
      return goldenFrames;
    case 'refuse':
      throw new PluginError('the far side said no', { status: 502, source: 'downstream' });
    case 'explain':
      throw new PluginError('the far side said no', { status: 502, source: 'downstream', details: { reason: 'busy' } });
    case 'reject':
      return Promise.reject(new PluginError('not like that', { status: 400 }));
    case 'throw':
      throw new TypeError('a bug with details');
    case 'ragged':
      return [{ fields: [...numbers(1).fields, ...numbers(2).fields] }];
    case 'wait':
      return untilAborted(signal);
    default:
      throw new PluginError(`expected something to do, got ${JSON.stringify(json)}`, { status: 400 });
  }
}

function resource({ path, method, query, headers, body }: ResourceRequest): ResourceResponse {
  switch (path) {
    case 'state':
      return { status: 200, body: { ...state, pid: process.pid, node: process.version, rss: process.memoryUsage().rss } };
    case 'echo':
      return {
        status: 201,
        headers: { 'x-test': 'yes' },
        body: { method, query: [...query], headers, body: Buffer.from(body).toString() },
      };
    case 'text':
      return { status: 200, body: 'plain' };
    case 'bytes':
      return { status: 200, headers: { 'content-type': 'image/png' }, body: new Uint8Array([1, 2, 3]) };
    case 'nothing':
      return { status: 204 };
    case 'throw':
      throw new Error('a bug with details');
    case 'crash':
      setImmediate(() => {
        throw new Error('a bug outside any call');
      });
      return { status: 202 };
    default:
      throw new PluginError(`expected a known path, got ${path}`, { status: 404 });
  }
}

const plugin: DatasourcePlugin = {
  query: ({ json, refId, from, to, intervalMs, maxDataPoints, queryType }, { context, headers, queries, signal }) => {
    const { orgId, pluginId, pluginVersion, user, grafanaConfig, datasource } = context;
    const seen = {
      query: { refId, from, to, intervalMs, maxDataPoints, queryType },
      orgId,
      pluginId,
      pluginVersion,
      user,
      grafanaConfig,
      headers,
    };
    const settings = datasource && {
      uid: datasource.uid,
      url: datasource.url,
      jsonData: datasource.jsonData,
      secrets: Object.keys(datasource.secureJsonData),
      updated: datasource.updated,
    };
    return query(json, JSON.stringify({ ...seen, settings, queries: queries.map((one) => one.refId) }), signal);
  },
  checkHealth: async ({ datasource }, signal) => {
    if (datasource?.url === 'wait') return untilAborted(signal);
    if (datasource?.url === 'throw') throw new Error('a bug with details');
    if (datasource?.url === 'refuse') throw new PluginError('expected a url', { status: 400 });
    return { status: 'ok', message: 'fine', details: { verboseMessage: JSON.stringify(datasource?.jsonData ?? null) } };
  },
  collectMetrics: async () => '# TYPE test_up gauge\ntest_up 1\n',
  callResource: async (request) => resource(request),
  subscribeStream: async ({ path, data }) => {
    if (path === 'missing') return { status: 'notFound' };
    if (path === 'secret') return { status: 'permissionDenied' };
    if (path === 'throw') throw new Error('a bug with details');
    return { status: 'ok', initial: text(JSON.stringify(data) ?? 'nothing') };
  },
  runStream: async ({ path }, send, signal) => {
    if (path === 'throw') throw new Error('a bug with details');
    if (path === 'refuse') throw new PluginError('no such stream: 100 % gone, “really”', { status: 404 });
    if (path === 'wait') return untilAborted(signal);
    const last = path === 'flood' ? Number.POSITIVE_INFINITY : 3;
    state.running++;
    try {
      for (let n = 0; n < last; n++) {
        await send(
          { fields: [...numbers(1).fields, ...text(path === 'flood' ? 'x'.repeat(64 * 1024) : `${n}`).fields] },
          n === 0 ? 'all' : 'data',
        );
        state.sent++;
        if (process.memoryUsage.rss() > 2 ** 30) process.exit(3); // a sender that is not held back would take the machine with it
      }
    } finally {
      state.running--;
      if (signal.aborted) state.aborted++;
    }
  },
  close: async () => {
    log.info('closing');
    if (process.env.GF_PLUGIN_CLOSE === 'never') await new Promise(() => {});
    log.info('closed');
  },
};

await serve(plugin, { log });
