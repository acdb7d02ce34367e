import { setTimeout as sleep } from 'node:timers/promises';
import type { BacklogEvent } from '../queues/events/event';
import type { Monitor } from '../queues/monitor';
import type { Frame, SendFrame } from '../runtime';
import { frameOf, meant } from './events';
import { historyFrame } from './history';
import { failingNotice, type readQuery } from './query';

type CompiledQuery = ReturnType<typeof readQuery>;

/** What a channel has to say. */
interface Feed {
  /** The next packet; undefined when there is nothing new. The schema goes out when its shape is another than the last one's. */
  next(): { readonly frame: Frame; readonly shape: string } | undefined;
  end(): void;
}

/** Events that a slow listener is behind; older ones are left out. */
const MOST_EVENTS = 100;

/** What a subscriber sees first: the newest sample as one row; of events no row yet, since the query has answered with them. */
export function initialFrame(monitor: Monitor, compiled: CompiledQuery): Frame {
  return compiled.query.queryType === 'events' ? frameOf(monitor, [], Date.now()) : newestFrame(monitor, compiled);
}

/** The newest sample of a live query as a frame of one row, or none yet. */
function newestFrame(monitor: Monitor, { query, selector }: CompiledQuery): Frame {
  const at = monitor.sampler.history.recent.at(-1)?.at ?? Date.now();
  const { queues } = selector.select(monitor.queues);
  return historyFrame(monitor, { ...query, top: 0, live: true }, queues, { from: at, to: at, interval: 1 }, failingNotice(monitor));
}

/**
 * Sends each new sample, or each event that begins or changes, until one of the signals aborts, nobody listens, or the sampler is
 * closed. Waits for a slow listener without hoarding: of samples that came
 * meanwhile the newest is sent, events go together.
 */
export async function follow(monitor: Monitor, compiled: CompiledQuery, send: SendFrame, ...signals: AbortSignal[]): Promise<void> {
  const { sampler } = monitor;
  void sampler.asked();
  const letGo = sampler.hold();
  let wake = () => {};
  const feed = (compiled.query.queryType === 'events' ? eventFeed : sampleFeed)(monitor, compiled, () => wake());
  let schema: string | undefined;
  const ends = [...signals, sampler.closed];
  const end = () => wake();
  for (const ending of ends) ending.addEventListener('abort', end);
  try {
    while (!ends.some(({ aborted }) => aborted)) {
      const packet = feed.next();
      if (!packet) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      await send(packet.frame, packet.shape === schema ? 'data' : 'all');
      schema = packet.shape;
      await sleep(0); // lets an abort in between two packets be seen
    }
  } finally {
    for (const ending of ends) ending.removeEventListener('abort', end);
    feed.end();
    letGo();
  }
}

function sampleFeed(monitor: Monitor, compiled: CompiledQuery, wake: () => void): Feed {
  let fresh = false;
  const end = monitor.sampler.onSample(() => {
    fresh = true;
    wake();
  });
  return {
    next() {
      if (!fresh) return undefined;
      fresh = false;
      const frame = newestFrame(monitor, compiled);
      // Another shape when series come or go, and when the broker fails or is back.
      return { frame, shape: JSON.stringify([monitor.sampler.failing?.since, frame.fields.map((f) => f.labels ?? f.name)]) };
    },
    end,
  };
}

function eventFeed(monitor: Monitor, { selector }: CompiledQuery, wake: () => void): Feed {
  let fresh: BacklogEvent[] = [];
  const end = monitor.events.log.onEvent((event) => {
    const news = meant([event], selector);
    if (news.length === 0) return;
    fresh = [...fresh, ...news].slice(-MOST_EVENTS);
    wake();
  });
  return {
    next() {
      if (fresh.length === 0) return undefined;
      const events = fresh;
      fresh = [];
      return { frame: frameOf(monitor, events, Date.now()), shape: 'events' };
    },
    end,
  };
}
