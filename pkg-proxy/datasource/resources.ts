import { PluginError, type ResourceRequest, type ResourceResponse, turns } from 'grafana-node-datasource-runtime';
import { parseCostQuery } from '../../src/contract/parse-cost';
import { ContractError } from '../../src/contract/problem';
import type { CostResource, QueuesResource } from '../../src/contract/resources';
import type { Monitor } from '../queues/monitor/monitor';
import { positionsOf } from '../queues/positions';
import { latestSample } from './first-sample';
import { readPatterns, selecting } from './read-query';

/** Resource routes for the frontend, by path. */
const ROUTES: Readonly<Record<string, (monitor: Monitor, request: ResourceRequest, signal?: AbortSignal) => Promise<unknown> | unknown>> = {
  queues: listQueues,
  cost: costAsTyped,
  preview: async (monitor, { query }, signal) => {
    const selector = await turns.run(selecting(readPatterns({ queues: query.getAll('queues'), exclude: query.getAll('exclude') })), signal);
    return turns.run(selector.select(monitor.queues), signal);
  },
};

export async function callResource(monitor: Monitor, request: ResourceRequest, signal?: AbortSignal): Promise<ResourceResponse> {
  const path = request.path.replace(/^\/+|\/+$/g, '');
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (!route) return problem(404, `expected one of ${Object.keys(ROUTES).join(', ')}, got "${path.slice(0, 60)}"`);
  if (request.method !== 'GET') return problem(405, `expected GET, got ${request.method}`);
  return { status: 200, body: await route(monitor, request, signal) };
}

async function listQueues(monitor: Monitor): Promise<QueuesResource> {
  const sample = await latestSample(monitor);
  const index = positionsOf(sample.queues);
  const shown = new Set(monitor.queues);
  const queues = [...monitor.observed.catalogue.entries()]
    .filter(({ name }) => shown.has(name))
    .map(({ name, source }) => {
      const n = sample.waiting[index.get(name) ?? -1] ?? Number.NaN;
      const read = !Number.isNaN(n);
      return { name, source, lastSeen: read ? sample.at : null, waiting: read ? n : null };
    });
  return { queues: queues.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** @throws PluginError 400 that names the parameter */
async function costAsTyped(monitor: Monitor, { query }: ResourceRequest): Promise<CostResource> {
  try {
    const mirror = parseCostQuery(query, monitor.settings.mirror);
    // Before the first sample no queue is known. If the broker cannot be read, the configured ones still are.
    await latestSample(monitor).catch(() => undefined);
    return monitor.costOf(mirror);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new PluginError(error.message, { status: 400, cause: error });
  }
}

function problem(status: number, message: string): ResourceResponse {
  return { status, body: { message } };
}
