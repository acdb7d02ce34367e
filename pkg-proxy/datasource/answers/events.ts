import type { Frame } from 'grafana-node-datasource-runtime';
import { message } from '../../../src/contract/messages/message';
import type { Work } from '../../lifetime/work';
import type { BacklogEvent } from '../../queues/events/event';
import type { Monitor } from '../../queues/monitor/monitor';
import { say } from '../notices/said';
import type { Selector } from '../select';

/** Events of the queues meant, and those of the whole broker and its workers, that touch the range. */
export function* eventsFrame(
  monitor: Monitor,
  selector: Selector,
  { from, to }: { readonly from: number; readonly to: number },
  live: boolean,
): Work<Frame> {
  const events = yield* meant(monitor.events.log.between(from, to), selector);
  const frame = frameOf(monitor, events, Math.min(to, Date.now()));
  // A live frame keeps its notices, and an event may come at any moment.
  if (events.length > 0 || live) return frame;
  return { ...frame, meta: { ...frame.meta, notices: [say(message('events.none', { from: { at: from }, to: { at: to } }))] } };
}

export function* meant(events: readonly BacklogEvent[], selector: Selector): Work<BacklogEvent[]> {
  const selection = yield* selector.select([...new Set(events.flatMap(({ queue }) => queue ?? []))]);
  const queues = new Set(selection.queues);
  return events.filter(({ queue }) => queue === undefined || queues.has(queue));
}

/**
 * Events as Grafana's annotations read them, by the names of the columns `time`, `timeEnd`, `title`, `text`, `tags` (commas between
 * them) and `id`; the rest is for tables. What has no length ends when it begins; what goes on still ends at `now`.
 */
export function frameOf(monitor: Monitor, events: readonly BacklogEvent[], now: number): Frame {
  const text = (name: string, value: (event: BacklogEvent) => string | undefined) =>
    ({ name, type: 'string', values: events.map((event) => value(event) ?? null) }) as const;
  return {
    name: 'events',
    meta: { preferredVisualisationType: 'table' },
    fields: [
      { name: 'time', type: 'time', values: events.map(({ at }) => at) },
      { name: 'timeEnd', type: 'time', values: events.map((event) => Math.max(event.at, event.open ? now : (event.until ?? event.at))) },
      text('title', (event) => event.title),
      text('text', (event) => event.text),
      text('tags', (event) => event.tags.map((tag) => tag.replaceAll(',', ' ')).join(',')),
      text('id', (event) => event.id),
      text('severity', (event) => event.severity),
      text('kind', (event) => event.kind),
      text('broker', () => monitor.settings.environment),
      text('queue', (event) => event.queue),
      text('worker', (event) => event.worker),
    ],
  };
}
