import { type DataQuery, type Frame, type Notice, turns } from 'grafana-node-datasource-runtime';
import type { QueryType, QueueQuery } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor/monitor';
import { BrokerError } from '../queues/ports/reader';
import { type Answer, type Asked, type ChannelOf, followedBy, ofQueues } from './answer';
import { eventsFrame } from './answers/events';
import { nowFrame } from './answers/now';
import { tasksFrame } from './answers/tasks';
import { workersFrame } from './answers/workers';
import { brokerFrames } from './broker/broker';
import { mirrorDelayFrame } from './broker/mirror-delay';
import { mirrorTable } from './broker/mirror-table';
import { filterNotices, leftOut } from './filters';
import { assertReadable, currentSample, latestSample, unreadable } from './first-sample';
import { answerHistory } from './history/answer';
import { assertRows, sizeOf } from './limits';
import { type Call, Memo } from './memo';
import { discoveryNotice, unknownNotice } from './notices/notices';
import { withMessages } from './notices/said';
import { usualNotices } from './notices/usual-notices';
import { filterOf, reading } from './read-query';
import { answerRuns } from './runs/answer';
import { usualReady } from './usual/wanted';

/** How each type of query is answered. A type without an answer does not compile. */
const ANSWERS: { readonly [T in QueryType]: Answer<T> } = {
  history: ofQueues(answerHistory),

  now: ofQueues<'now'>(async ({ monitor, query, selector, signal }) => {
    const latest = await currentSample(monitor);
    const { queues, unknown } = await turns.run(selector.select(monitor.queues), signal);
    assertRows(sizeOf(monitor, query, queues));
    await usualReady(monitor, query, queues);
    const notices = [...unknownNotice(unknown, monitor), ...discoveryNotice(monitor), ...usualNotices(monitor, query, queues)];
    return [await turns.run(nowFrame(monitor, query, queues, latest, notices), signal)];
  }),

  tasks: ofQueues<'tasks'>(async ({ monitor, query, selector, signal }) => {
    const latest = await currentSample(monitor);
    const { queues, unknown } = await turns.run(selector.select(monitor.queues), signal);
    const notices = [...unknownNotice(unknown, monitor), ...discoveryNotice(monitor)];
    return [
      await tasksFrame(monitor, query, queues, latest, notices).catch((error: unknown) => {
        throw error instanceof BrokerError ? unreadable(error) : error;
      }),
    ];
  }),

  workers: ofQueues<'workers'>(async ({ monitor, query, selector, signal }) => {
    await currentSample(monitor);
    return [await turns.run(workersFrame(monitor, query, selector), signal)];
  }),

  broker: async ({ monitor, query, request }) => {
    await latestSample(monitor);
    // The mirror goes on where the broker cannot be read: it stores that.
    if (query.answer === 'mirror') return [mirrorTable(monitor)];
    if (query.answer === 'mirrorDelay') return [mirrorDelayFrame(monitor)];
    // The mirror goes on while the broker cannot be read, and so does the table of all facts.
    if (query.answer === 'status' || query.answer === 'memory') assertReadable(monitor);
    await monitor.broker.settled();
    return brokerFrames(monitor, query, request);
  },

  events: ofQueues<'events'>(async ({ monitor, query, selector, request, channelOf, signal }) => {
    void monitor.asked();
    const frame = await turns.run(eventsFrame(monitor, selector, request, query.live), signal);
    return [followedBy(frame, query.live ? query : undefined, channelOf)];
  }),

  runs: answerRuns,
};

/**
 * Answers one query from memory. Only the first query of a datasource waits, for the first sample. Large answers are computed in turns.
 * @param call its signal aborts when nobody waits for the answer; it is read only when something has to be computed
 */
export async function answer(monitor: Monitor, request: DataQuery, channelOf: ChannelOf, call?: Call): Promise<readonly Frame[]> {
  return memoOf(monitor).answer(request, call, async (needed) => {
    const query = await turns.run(reading(request), needed);
    const { environment } = monitor.settings;
    filterOf(query.filters, 'priority'); // an invalid expression fails here, and not in a part of the work
    if (!brokerPasses(query, environment)) return [withMessages({ meta: { notices: [leftOut(environment)] }, fields: [] })];
    const frames = await answerOf(query.queryType, { monitor, query, request, channelOf, signal: needed });
    return withNotices(frames, filterNotices(query)).map(withMessages);
  });
}

/** @throws PluginError 400 that names the filter with an invalid expression */
function brokerPasses({ filters }: QueueQuery, environment: string): boolean {
  return filterOf(filters, 'broker')?.(environment) ?? true;
}

function withNotices([first, ...others]: readonly Frame[], notices: readonly Notice[]): readonly Frame[] {
  if (!first || notices.length === 0) return first ? [first, ...others] : [];
  return [{ ...first, meta: { ...first.meta, notices: [...(first.meta?.notices ?? []), ...notices] } }, ...others];
}

const memos = new WeakMap<Monitor, Memo>();

function memoOf(monitor: Monitor): Memo {
  const memo = memos.get(monitor) ?? new Memo(monitor);
  memos.set(monitor, memo);
  return memo;
}

function answerOf<T extends QueryType>(type: T, asked: Asked<T>): Promise<Frame[]> {
  return ANSWERS[type](asked);
}
