import { parseQuery } from '../../src/contract/parse-query';
import { ContractError } from '../../src/contract/problem';
import type { QueueQuery } from '../../src/contract/query';
import { afterReading } from '../lifetime/deadline';
import type { Work } from '../lifetime/work';
import type { Monitor } from '../queues/monitor';
import { BrokerError } from '../queues/reader';
import type { GoodSample } from '../queues/sample';
import { type DataQuery, type Frame, type Notice, PluginError, turns } from '../runtime';
import { brokerFrames, numberOf } from './broker/broker';
import { eventsFrame } from './events';
import { historyFrame } from './history/history';
import { readPast } from './history/past';
import { foundOf, selectPast } from './history/past-queues';
import { assertRows, pointsFor, type Size } from './limits';
import { nowFrame } from './now';
import { compileSelector } from './select';
import { tasksFrame } from './tasks';
import { workersFrame } from './workers';

/** A query waits this long for the very first sample; with everything else it stays below two seconds. */
const FIRST_SAMPLE_MS = 1800;

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
function* reading({ json, queryType }: DataQuery): Work<ReturnType<typeof readQuery>> {
  yield;
  return readQuery(json, queryType);
}

/**
 * Answers one query from memory; only the first of a datasource waits, for the first sample. Large answers are made in turns.
 * @param signal of the call: when it aborts, nothing more is done
 */
export async function answer(
  monitor: Monitor,
  request: DataQuery,
  channelOf: (query: QueueQuery) => string | undefined,
  signal?: AbortSignal,
): Promise<Frame[]> {
  const { query, selector } = await turns.run(reading(request), signal);
  const { sampler } = monitor;
  if (query.queryType === 'events') {
    void sampler.asked();
    const frame = await turns.run(eventsFrame(monitor, selector, request), signal);
    const channel = query.live ? channelOf(query) : undefined;
    return [channel ? { ...frame, meta: { ...frame.meta, channel } } : frame];
  }
  const latest = await latestSample(monitor).catch((error: unknown) => {
    // What an archive holds of the past can be drawn also when the broker could never be read.
    if (query.queryType === 'history' && monitor.archive && sampler.failing) return undefined;
    throw error;
  });
  if (query.queryType === 'now') {
    if (sampler.failing || !latest) throw unreadable(sampler.failing?.last.error ?? silent(monitor));
    const { queues, unknown } = await turns.run(selector.select(monitor.queues), signal);
    assertRows(sizeOf(monitor, query, queues));
    const notices = [...unknownNotice(unknown, monitor), ...discoveryNotice(monitor)];
    return [await turns.run(nowFrame(monitor, query, queues, latest, notices), signal)];
  }
  if (query.queryType === 'tasks') {
    if (sampler.failing || !latest) throw unreadable(sampler.failing?.last.error ?? silent(monitor));
    const { queues, unknown } = await turns.run(selector.select(monitor.queues), signal);
    const notices = [...unknownNotice(unknown, monitor), ...discoveryNotice(monitor)];
    return [
      await tasksFrame(monitor, query, queues, latest, notices).catch((error: unknown) => {
        throw error instanceof BrokerError ? unreadable(error) : error;
      }),
    ];
  }
  if (query.queryType === 'workers') {
    if (sampler.failing) throw unreadable(sampler.failing.last.error);
    return [await turns.run(workersFrame(monitor, query, selector), signal)];
  }
  if (query.queryType === 'broker') {
    if (sampler.failing && numberOf(query)) throw unreadable(sampler.failing.last.error);
    await monitor.broker.settled();
    return brokerFrames(monitor, query, request);
  }
  // A range that ends now ends with the newest sample, which may be a moment younger than the question.
  const to = latest && request.to > latest.at - sampler.sampleMs ? Math.max(request.to, latest.at) : request.to;
  const wished = { from: request.from, to, interval: intervalOf(request) };
  const selected = await selectPast(monitor, query, selector, wished, signal);
  const points = pointsFor(sizeOf(monitor, query, selected.queues));
  const range = { ...wished, interval: Math.max(wished.interval, (to - request.from) / points) };
  const past = await readPast(monitor, query, selected.queues, range);
  const { queues, unknown } = foundOf(selected, past);
  const notices = [...unknownNotice(unknown, monitor, selected.unlisted), ...discoveryNotice(monitor)];
  const all = [...failingNotice(monitor), ...past.notices, ...notices];
  const frame = await turns.run(historyFrame(monitor, query, queues, range, all, past), signal);
  // A packet knows nothing of the past: its schema would take a line apart again that is drawn over gaps. The panel's refresh serves.
  const isSpanned = frame.fields.some(({ config }) => config?.['custom'] !== undefined);
  const followed = query.live && !isSpanned ? liveQuery(query, frame) : undefined;
  const channel = followed && channelOf(followed);
  return [channel ? { ...frame, meta: { ...frame.meta, channel } } : frame];
}

/** How large an answer is going to be. */
export function sizeOf({ sampler }: Monitor, { by, top, measures }: QueueQuery, queues: readonly string[]): Size {
  return { by, top, queues: queues.length, steps: sampler.steps.length, measures: measures.length };
}

/**
 * What a live channel sends: the series of the answer, so the largest n of now stay those n. Priorities of a queue cannot be
 * named one by one, so their largest n are not followed.
 */
function liveQuery(query: QueueQuery, frame: Frame): QueueQuery | undefined {
  if (query.top === 0 || query.by === 'total') return { ...query, top: 0 };
  if (query.by === 'priority') return undefined;
  const chosen = frame.fields.flatMap(({ labels }) => labels?.queue ?? []);
  return chosen.length === 0 ? undefined : { ...query, queues: [...new Set(chosen)], exclude: [], top: 0 };
}

/**
 * The last good sample, also while the broker cannot be read now.
 * @throws PluginError, downstream, when there is none
 */
export async function latestSample(monitor: Monitor): Promise<GoodSample> {
  const { sampler } = monitor;
  const first = sampler.asked();
  if (!sampler.ready) await within(first, FIRST_SAMPLE_MS);
  if (sampler.latest) return sampler.latest;
  throw unreadable(sampler.failing?.last.error ?? silent(monitor));
}

function silent({ sampler }: Monitor): BrokerError {
  return new BrokerError('timeout', `Redis at ${sampler.label}: no answer yet`);
}

function unreadable(error: BrokerError): PluginError {
  return new PluginError(error.message, { status: error.code === 'timeout' ? 504 : 502, source: 'downstream', cause: error });
}

/** Grafana's interval, made coarser where the range would give more points than asked for. Milliseconds. */
function intervalOf({ from, to, intervalMs, maxDataPoints }: DataQuery): number {
  return Math.max(intervalMs, maxDataPoints > 0 ? (to - from) / maxDataPoints : 0, 1);
}

/** Since when a graph has no new points, and why. */
export function failingNotice({ sampler: { failing } }: Monitor): Notice[] {
  if (!failing) return [];
  return [{ severity: 'error', text: `No data since ${new Date(failing.since).toISOString()}. ${failing.last.error.message}` }];
}

/** @param unlisted why it is not known which queues the archive has */
function unknownNotice(unknown: readonly string[], monitor: Monitor, unlisted?: string): Notice[] {
  if (unknown.length === 0) return [];
  const listed = unknown
    .slice(0, 5)
    .map((entry) => `"${entry}"`)
    .join(', ');
  const more = unknown.length > 5 ? ` and ${unknown.length - 5} more` : '';
  return [
    {
      severity: 'warning',
      text: `No known queue matches ${listed}${more}; ${monitor.queues.length} are known. A queue that no Celery process has declared yet can be named in the datasource settings.${unlisted ? ` Queues of the past cannot be listed: ${unlisted}` : ''}`,
    },
  ];
}

function discoveryNotice({ sampler, settings }: Monitor): Notice[] {
  const notices: Notice[] = [];
  const { discoveryError } = sampler;
  if (settings.discover && (discoveryError?.code === 'permission' || discoveryError?.code === 'protocol')) {
    notices.push({ severity: 'warning', text: `Queues cannot be discovered. ${discoveryError.message}` });
  }
  if (sampler.discovering) {
    notices.push({ severity: 'info', text: 'The broker has many keys and is still being looked through for queues: more may appear.' });
  }
  if (sampler.catalogue.leftOut > 0) {
    notices.push({
      severity: 'warning',
      text: `${sampler.catalogue.leftOut} queues more than can be read are left out. Narrow them with include and exclude.`,
    });
  }
  return notices;
}

async function within(promise: Promise<void>, ms: number): Promise<void> {
  let disarm = () => {};
  const limit = new Promise<void>((resolve) => {
    disarm = afterReading(ms, resolve);
  });
  await Promise.race([promise, limit]);
  disarm();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
