import { PluginError, type ResourceRequest, type ResourceResponse, turns } from 'grafana-node-datasource-runtime';
import { parseCostQuery } from '../../src/contract/parse-cost';
import { ContractError } from '../../src/contract/problem';
import type { CostResource, NamesResource, PreviewResource, QueuesResource } from '../../src/contract/resources';
import type { Monitor } from '../queues/monitor/monitor';
import { positionsOf } from '../queues/positions';
import { FIRST } from '../queues/runs/minutes/names';
import { valuesOf } from '../queues/sample';
import { statusOf, thresholdOf } from '../queues/thresholds';
import { latestSample } from './first-sample';
import { readPatterns, selecting } from './read-query';

/** Resource routes for the frontend, by path. */
const ROUTES: Readonly<Record<string, (monitor: Monitor, request: ResourceRequest, signal?: AbortSignal) => Promise<unknown> | unknown>> = {
  queues: listQueues,
  cost: costAsTyped,
  preview: previewOf,
  names: listNames,
};

export async function callResource(monitor: Monitor, request: ResourceRequest, signal?: AbortSignal): Promise<ResourceResponse> {
  const path = request.path.replace(/^\/+|\/+$/g, '');
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (!route) return problem(404, `expected one of ${Object.keys(ROUTES).join(', ')}, got "${path.slice(0, 60)}"`);
  if (request.method !== 'GET') return problem(405, `expected GET, got ${request.method}`);
  return { status: 200, body: await route(monitor, request, signal) };
}

/** Queues that a preview names, and names of each kind. */
const MOST_PREVIEWED = 50;
const MOST_NAMES = 5000;

async function previewOf(monitor: Monitor, { query }: ResourceRequest, signal?: AbortSignal): Promise<PreviewResource> {
  const selector = await turns.run(selecting(readPatterns({ queues: query.getAll('queues'), exclude: query.getAll('exclude') })), signal);
  // Before the first sample no queue is known. If the broker cannot be read, the configured ones still are.
  await latestSample(monitor).catch(() => undefined);
  const { queues, unknown } = await turns.run(selector.select(monitor.queues), signal);
  return { queues: queues.slice(0, MOST_PREVIEWED), count: queues.length, unknown: unknown.slice(0, MOST_PREVIEWED) };
}

async function listNames(monitor: Monitor): Promise<NamesResource> {
  await latestSample(monitor).catch(() => undefined);
  const first = (names: Iterable<string>) =>
    [...new Set(names)]
      .filter((name) => name !== '')
      .sort()
      .slice(0, MOST_NAMES);
  return {
    environments: [monitor.settings.environment],
    priorities: monitor.observed.steps.map(String),
    workers: first(monitor.workers.list().map(({ worker }) => worker.name)),
    // Before FIRST stand the unknown task and the sum of those beyond the limit.
    tasks: first(monitor.runs?.names.tasks.slice(FIRST) ?? []),
  };
}

async function listQueues(monitor: Monitor): Promise<QueuesResource> {
  const sample = await latestSample(monitor);
  const index = positionsOf(sample.queues);
  const shown = new Set(monitor.queues);
  const workers = valuesOf(sample, 'workers');
  const ages = valuesOf(sample, 'oldestAge');
  const queues = [...monitor.observed.catalogue.entries()]
    .filter(({ name }) => shown.has(name))
    .map(({ name, source }) => {
      const at = index.get(name) ?? -1;
      const n = valuesOf(sample, 'waiting')?.[at] ?? Number.NaN;
      const read = !Number.isNaN(n);
      const measured = { waiting: n, workers: workers?.[at], oldestAge: ages?.[at] };
      const status = statusOf(thresholdOf(monitor.settings.thresholds, name), measured);
      return { name, source, lastSeen: read ? sample.at : null, waiting: read ? n : null, status };
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
