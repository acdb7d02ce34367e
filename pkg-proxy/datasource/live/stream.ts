import { setTimeout as sleep } from 'node:timers/promises';
import { type Frame, type SendFrame, turns } from 'grafana-node-datasource-runtime';
import { onAbort } from '../../lifetime/abort';
import { withSignals } from '../../lifetime/linked';
import { finish, type Work } from '../../lifetime/work';
import type { BacklogEvent } from '../../queues/events/event';
import type { Monitor } from '../../queues/monitor';
import { frameOf, meant } from '../events';
import { historyFrame } from '../history/history';
import { pointsFor, sizeOf } from '../limits';
import { failingNotice } from '../notices';
import type { CompiledQuery } from '../read-query';

interface Packet {
  readonly frame: Frame;
  /** The schema goes out when this is another than the last one's. */
  readonly shape: string;
}

/** What a channel has to say. */
interface Feed {
  /** The next packet, if there is something in it to be sent; undefined when there is nothing new. */
  next(): Promise<Packet | undefined> | undefined;
  end(): void;
}

/** Events that a slow listener is behind; older ones are left out. */
const MOST_EVENTS = 100;

/**
 * What a subscriber sees first: the newest sample as one row, if a queue matches; of events no row yet, since the query has
 * answered with them.
 */
export async function initialFrame(monitor: Monitor, compiled: CompiledQuery, signal?: AbortSignal): Promise<Frame | undefined> {
  if (compiled.query.queryType === 'events') return frameOf(monitor, [], Date.now());
  const frame = await turns.run(newestFrame(monitor, compiled), signal);
  return frame.fields.length === 0 ? undefined : frame;
}

/** The newest sample of a live query as a frame of one row, or none yet. */
function* newestFrame(monitor: Monitor, { query, selector }: CompiledQuery): Work<Frame> {
  const { queues } = yield* selector.select(monitor.queues);
  const live = { ...query, top: 0, live: true };
  pointsFor(sizeOf(monitor, live, queues));
  const at = monitor.observed.history.recent.at(-1)?.at ?? Date.now();
  return yield* historyFrame(monitor, live, queues, { from: at, to: at, interval: 1 }, failingNotice(monitor));
}

/**
 * Sends each new sample, or each event that begins or changes, until one of the signals aborts, nobody listens, or the sampler is
 * closed. Waits for a slow listener without hoarding: of the samples taken meanwhile only the newest is sent; events go together.
 */
export function follow(monitor: Monitor, compiled: CompiledQuery, send: SendFrame, ...signals: AbortSignal[]): Promise<void> {
  return withSignals([...signals, monitor.observed.closed], (signal) => feedUntil(monitor, compiled, send, signal));
}

async function feedUntil(monitor: Monitor, compiled: CompiledQuery, send: SendFrame, signal: AbortSignal): Promise<void> {
  void monitor.asked();
  const letGo = monitor.hold();
  let wake = () => {};
  const feed = (compiled.query.queryType === 'events' ? eventFeed : sampleFeed)(monitor, compiled, () => wake(), signal);
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
      await send(packet.frame, packet.shape === schema ? 'data' : 'all');
      schema = packet.shape;
      await sleep(0); // lets an abort in between two packets be seen
    }
  } finally {
    leave();
    feed.end();
    letGo();
  }
}

function sampleFeed(monitor: Monitor, compiled: CompiledQuery, wake: () => void, signal: AbortSignal): Feed {
  let fresh = false;
  const packet = async (): Promise<Packet | undefined> => {
    const { failing } = monitor.observed;
    // While no queue matches nothing is sent: a packet without fields would have Grafana forget the times of the points it has.
    const frame = await initialFrame(monitor, compiled, signal);
    if (!frame) return undefined;
    // Another shape when series come or go, and when the broker fails or is back.
    return { frame, shape: JSON.stringify([failing?.since, frame.fields.map((f) => f.labels ?? f.name)]) };
  };
  const end = monitor.observed.onSample(() => {
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

function eventFeed(monitor: Monitor, { selector }: CompiledQuery, wake: () => void): Feed {
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
