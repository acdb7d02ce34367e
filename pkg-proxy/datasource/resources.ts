import type { QueuesResource } from '../../src/contract/resources';
import type { Monitor } from '../queues/monitor';
import { positionsOf } from '../queues/positions';
import type { ResourceRequest, ResourceResponse } from '../runtime';
import { latestSample, readQuery } from './query';

/** What the frontend asks besides queries, by path. */
const ROUTES: Readonly<Record<string, (monitor: Monitor, request: ResourceRequest) => Promise<unknown> | unknown>> = {
  queues: listQueues,
  cost: (monitor) => monitor.cost,
  preview: (monitor, { query }) => {
    const { selector } = readQuery({ queues: query.getAll('queues'), exclude: query.getAll('exclude') }, '');
    return selector.select(monitor.queues);
  },
};

export async function callResource(monitor: Monitor, request: ResourceRequest): Promise<ResourceResponse> {
  const path = request.path.replace(/^\/+|\/+$/g, '');
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (!route) return problem(404, `expected one of ${Object.keys(ROUTES).join(', ')}, got "${path.slice(0, 60)}"`);
  if (request.method !== 'GET') return problem(405, `expected GET, got ${request.method}`);
  return { status: 200, body: await route(monitor, request) };
}

async function listQueues(monitor: Monitor): Promise<QueuesResource> {
  const sample = await latestSample(monitor);
  const index = positionsOf(sample.queues);
  const shown = new Set(monitor.queues);
  const queues = [...monitor.sampler.catalogue.entries()]
    .filter(({ name }) => shown.has(name))
    .map(({ name, source }) => {
      const n = sample.waiting[index.get(name) ?? -1] ?? Number.NaN;
      const read = !Number.isNaN(n);
      return { name, source, lastSeen: read ? sample.at : null, waiting: read ? n : null };
    });
  return { queues: queues.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function problem(status: number, message: string): ResourceResponse {
  return { status, body: { message } };
}
