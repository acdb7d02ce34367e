import { setTimeout as sleep } from 'node:timers/promises';
import { type DatasourcePlugin, type Frame, PluginError, serve } from 'grafana-node-datasource-runtime';

/** A datasource that makes its data up: a walk that starts at `start` and takes one step a point. */
function walk(from: number, stepMs: number, points: number, start: number): Frame {
  const time = new Float64Array(points);
  const value = new Float64Array(points);
  for (let row = 0; row < points; row++) {
    time[row] = from + row * stepMs;
    value[row] = row === 0 ? start : value[row - 1]! + Math.random() - 0.5;
  }
  return {
    meta: { type: 'timeseries-wide', typeVersion: [0, 1] },
    fields: [
      { name: 'time', type: 'time', values: time },
      { name: 'value', type: 'number', values: value, labels: { walk: 'random' }, config: { unit: 'short' } },
    ],
  };
}

function startOf(json: unknown): number {
  const start = typeof json === 'object' && json !== null && 'start' in json ? json.start : 0;
  if (typeof start === 'number') return start;
  throw new PluginError(`expected start to be a number, got ${JSON.stringify(start)}`, { status: 400 });
}

const randomWalk: DatasourcePlugin = {
  query: ({ from, intervalMs, maxDataPoints, json }) => [walk(from, intervalMs, maxDataPoints, startOf(json))],
  checkHealth: async () => ({ status: 'ok', message: 'Walking.' }),
  collectMetrics: async () => `process_uptime_seconds ${process.uptime()}\n`,
  callResource: async ({ path }) => {
    if (path !== 'hello') throw new PluginError(`expected the path hello, got ${path}`, { status: 404 });
    return { status: 200, body: { hello: 'world' } };
  },
  subscribeStream: async ({ path }) => (path === 'walk' ? { status: 'ok' } : { status: 'notFound' }),
  runStream: async (_request, send, signal) => {
    for (let first = true; !signal.aborted; first = false) {
      await send(walk(Date.now(), 0, 1, Math.random()), first ? 'all' : 'data');
      await sleep(1_000, undefined, { signal }); // rejects when nobody watches any more, which ends the stream
    }
  },
  close: async () => {},
};

await serve(randomWalk);
