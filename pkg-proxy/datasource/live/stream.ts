import { setTimeout as sleep } from 'node:timers/promises';
import { type Frame, type SendFrame, turns } from 'grafana-node-datasource-runtime';
import type { QueryOf } from '../../../src/contract/query';
import { onAbort } from '../../lifetime/abort';
import { withSignals } from '../../lifetime/linked';
import { finish, type Work } from '../../lifetime/work';
import type { BacklogEvent } from '../../queues/events/event';
import type { Monitor } from '../../queues/monitor/monitor';
import { frameOf, meant } from '../answers/events';
import { historyFrame } from '../history/history';
import { pointsFor, sizeOf } from '../limits';
import { failingNotice } from '../notices/notices';
import { withMessages } from '../notices/said';
import { selectorOf } from '../read-query';
import { minuteFrame, onSettledMinute, settledUntil } from '../runs/live-runs';
import { type RunSelector, runSelectorOf } from '../runs/selection';
import type { Selector } from '../select';
import type { LiveQuery, LiveType } from './channels';

interface Packet {
  readonly frame: Frame;
  /** The schema is sent when this differs from the last packet's. */
  readonly shape: string;
}

/** The source of a channel's packets. */
interface Feed {
  /** The next packet, which may resolve to nothing to send; undefined if there is nothing new. */
  next(): Promise<Packet | undefined> | undefined;
  end(): void;
}

/** Maximum events kept for a slow listener; older ones are dropped. */
const MOST_EVENTS = 100;

/** How queries of one type are followed. Both throw a PluginError for patterns that cannot be compiled. */
interface Following<T extends LiveType> {
  /** What a subscriber sees first. */
  initial(monitor: Monitor, query: QueryOf<T>, signal?: AbortSignal): Promise<Frame | undefined>;
  feed(monitor: Monitor, query: QueryOf<T>, wake: () => void, signal: AbortSignal): Feed;
}

/** A query type with `live` but without an entry here does not compile. */
const FOLLOWING: { readonly [T in LiveType]: Following<T> } = {
  history: {
    /** The newest sample as one row, if a queue matches. */
    initial: async (monitor, query, signal) => newestRow(monitor, query, selectorOf(query), signal),
    feed: sampleFeed,
  },
  events: {
    /** No rows: the query itself has returned the events so far. */
    async initial(monitor, query) {
      selectorOf(query);
      return frameOf(monitor, [], Date.now());
    },
    feed: eventFeed,
  },
  runs: {
    /** The last whole minute as one row, if anything is known of the day. */
    initial: async (monitor, query, signal) => newestMinute(monitor, query, runSelectorOf(query), signal),
    feed: minuteFeed,
  },
};

function followingOf<T extends LiveType>(type: T): Following<T> {
  return FOLLOWING[type];
}

/** What a subscriber sees first. @throws PluginError */
export function initialFrame(monitor: Monitor, query: LiveQuery, signal?: AbortSignal): Promise<Frame | undefined> {
  return followingOf<LiveType>(query.queryType)
    .initial(monitor, query, signal)
    .then((frame) => frame && withMessages(frame));
}

async function newestRow(
  monitor: Monitor,
  query: QueryOf<'history'>,
  selector: Selector,
  signal?: AbortSignal,
): Promise<Frame | undefined> {
  return shownIf(await turns.run(newestFrame(monitor, query, selector), signal));
}

/** A packet without fields would have Grafana forget the times of the points that it has. */
function shownIf(frame: Frame): Frame | undefined {
  return frame.fields.length === 0 ? undefined : frame;
}

async function newestMinute(
  monitor: Monitor,
  query: QueryOf<'runs'>,
  selector: RunSelector,
  signal?: AbortSignal,
): Promise<Frame | undefined> {
  return shownIf(await turns.run(minuteFrame(monitor, query, selector, settledUntil(Date.now())), signal));
}

/** The newest sample of a live query as a frame of one row, or none yet. */
function* newestFrame(monitor: Monitor, query: QueryOf<'history'>, selector: Selector): Work<Frame> {
  const { queues } = yield* selector.select(monitor.queues);
  const live = { ...query, top: 0, live: true };
  pointsFor(sizeOf(monitor, live, queues));
  const at = monitor.observed.history.recent.at(-1)?.at ?? Date.now();
  return yield* historyFrame(monitor, live, queues, { from: at, to: at, interval: 1 }, failingNotice(monitor));
}

/**
 * Sends each new sample, or each new or changed event, until one of the signals aborts, nobody listens, or the sampler is closed. For
 * a slow listener it buffers little: of the samples taken meanwhile only the newest is sent, and events are sent together.
 */
export function follow(monitor: Monitor, query: LiveQuery, send: SendFrame, ...signals: AbortSignal[]): Promise<void> {
  return withSignals([...signals, monitor.observed.closed], (signal) => feedUntil(monitor, query, send, signal));
}

async function feedUntil(monitor: Monitor, query: LiveQuery, send: SendFrame, signal: AbortSignal): Promise<void> {
  let wake = () => {};
  const feed = followingOf<LiveType>(query.queryType).feed(monitor, query, () => wake(), signal);
  void monitor.asked();
  const letGo = monitor.hold();
  let schema: string | undefined;
  const leave = onAbort(signal, () => wake());
  try {
    while (!signal.aborted) {
      const coming = feed.next();
      if (!coming) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const packet = await coming.catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (!packet) continue;
      await send(withMessages(packet.frame), packet.shape === schema ? 'data' : 'all');
      schema = packet.shape;
      await sleep(0); // lets an abort in between two packets be seen
    }
  } finally {
    leave();
    feed.end();
    letGo();
  }
}

/** Each new sample. */
function sampleFeed(monitor: Monitor, query: QueryOf<'history'>, wake: () => void, signal: AbortSignal): Feed {
  const selector = selectorOf(query);
  return rowFeed(
    monitor,
    () => newestRow(monitor, query, selector, signal),
    (fresh) => monitor.observed.onSample(fresh),
    wake,
  );
}

/** Each minute of runs, once it does not change any more. */
function minuteFeed(monitor: Monitor, query: QueryOf<'runs'>, wake: () => void, signal: AbortSignal): Feed {
  const selector = runSelectorOf(query);
  const read = () => newestMinute(monitor, query, selector, signal);
  return rowFeed(monitor, read, onSettledMinute, wake);
}

/** Rows that follow one another, of which only the newest counts. @param onFresh calls back when there is a new one, until it is ended */
function rowFeed(
  monitor: Monitor,
  read: () => Promise<Frame | undefined>,
  onFresh: (fresh: () => void) => () => void,
  wake: () => void,
): Feed {
  let fresh = false;
  const packet = async (): Promise<Packet | undefined> => {
    const { failing } = monitor.observed;
    // While nothing matches, send nothing: a packet without fields would make Grafana lose the times of its points.
    const frame = await read();
    // The shape changes when series come or go, and when the broker fails or is back.
    return frame && { frame, shape: JSON.stringify([failing?.since, frame.fields.map((f) => f.labels ?? f.name)]) };
  };
  const end = onFresh(() => {
    fresh = true;
    wake();
  });
  return {
    next() {
      if (!fresh) return undefined;
      fresh = false;
      return packet();
    },
    end,
  };
}

function eventFeed(monitor: Monitor, query: QueryOf<'events'>, wake: () => void): Feed {
  const selector = selectorOf(query);
  let fresh: BacklogEvent[] = [];
  const end = monitor.events.log.onEvent((event) => {
    const news = finish(meant([event], selector));
    if (news.length === 0) return;
    fresh = [...fresh, ...news].slice(-MOST_EVENTS);
    wake();
  });
  return {
    next() {
      if (fresh.length === 0) return undefined;
      const events = fresh;
      fresh = [];
      return Promise.resolve({ frame: frameOf(monitor, events, Date.now()), shape: 'events' });
    },
    end,
  };
}
