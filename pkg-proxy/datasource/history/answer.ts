import { type DataQuery, type Field, type Frame, turns } from 'grafana-node-datasource-runtime';
import type { QueryOf } from '../../../src/contract/query';
import type { Monitor } from '../../queues/monitor/monitor';
import { type AskedOfQueues, followedBy } from '../answer';
import { latestSample } from '../first-sample';
import { pointsFor, sizeOf } from '../limits';
import { discoveryNotice, failingNotice, unknownNotice } from '../notices/notices';
import { usualNotices } from '../notices/usual-notices';
import { AVERAGED_MS } from '../usual/deviations';
import { usualReady } from '../usual/wanted';
import { historyFrame } from './history';
import { type HistoryRange, readPast } from './past';
import { foundOf, selectPast } from './past-queues';

/** Time series from memory and, before it, from the archive. While the broker cannot be read, what is known is drawn. */
export async function answerHistory({ monitor, query, selector, request, channelOf, signal }: AskedOfQueues<'history'>): Promise<Frame[]> {
  const { observed } = monitor;
  const latest = await latestSample(monitor).catch((error: unknown) => {
    // What an archive holds of the past can be drawn also when the broker could never be read.
    if (monitor.archive && observed.failing) return undefined;
    throw error;
  });
  // A range that ends now ends with the newest sample, which may be a moment younger than the question.
  const to = latest && request.to > latest.at - observed.sampleMs ? Math.max(request.to, latest.at) : request.to;
  const wished = { from: request.from, to, interval: intervalOf(request) };
  const selected = await selectPast(monitor, query, selector, wished, signal);
  const points = pointsFor(sizeOf(monitor, query, selected.queues));
  const range = { ...wished, interval: Math.max(wished.interval, (to - request.from) / points) };
  const [past, averages] = await Promise.all([
    readPast(monitor, query, selected.queues, range),
    averagesBefore(monitor, query, selected.queues, range),
    usualReady(monitor, query, selected.queues),
  ]);
  const { queues, unknown } = foundOf(selected, past);
  const notices = [...unknownNotice(unknown, monitor, selected.unlisted), ...discoveryNotice(monitor)];
  const all = [...failingNotice(monitor), ...past.notices, ...usualNotices(monitor, query, queues), ...notices];
  const frame = await turns.run(historyFrame(monitor, query, queues, range, all, { past, averages }), signal);
  // A packet knows nothing of the past: its schema would take a line apart again that is drawn over gaps. The panel's refresh serves.
  const isSpanned = frame.fields.some(isSpannedOver);
  const followed = query.live && !isSpanned ? liveQuery(query, frame) : undefined;
  return [followedBy(frame, followed, channelOf)];
}

function isSpannedOver({ config }: Field): boolean {
  const custom = config?.['custom'];
  return typeof custom === 'object' && custom !== null && 'spanNulls' in custom;
}

/** For deviations: averages of what waited, from five minutes before the range on. */
async function averagesBefore(monitor: Monitor, query: QueryOf<'history'>, queues: readonly string[], range: HistoryRange) {
  if (!query.measures.includes('deviation')) return undefined;
  return readPast(monitor, { ...query, measures: ['waiting'], statistic: 'avg' }, queues, { ...range, from: range.from - AVERAGED_MS });
}

/**
 * What a live channel sends: the series of the answer, so the largest n of now stay those n. Priorities of a queue cannot be
 * named one by one, so their largest n are not followed.
 */
function liveQuery(query: QueryOf<'history'>, frame: Frame): QueryOf<'history'> | undefined {
  if (query.top === 0 || query.by === 'total') return { ...query, top: 0 };
  if (query.by === 'priority') return undefined;
  const chosen = frame.fields.flatMap(({ labels }) => labels?.queue ?? []);
  return chosen.length === 0 ? undefined : { ...query, queues: [...new Set(chosen)], exclude: [], top: 0 };
}

/** Grafana's interval, made coarser where the range would give more points than asked for. Milliseconds. */
function intervalOf({ from, to, intervalMs, maxDataPoints }: DataQuery): number {
  return Math.max(intervalMs, maxDataPoints > 0 ? (to - from) / maxDataPoints : 0, 1);
}
