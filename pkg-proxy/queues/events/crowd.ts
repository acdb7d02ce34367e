import type { NewEvent } from './event';

/** Up to this many queues with the same event at the same time get an event each. */
const MOST = 10;
const NAMED = 5;

/** Merges events that hit many queues at once. When the last worker dies, all queues cross their thresholds: that is one event. */
export function crowded(events: readonly NewEvent[]): NewEvent[] {
  const alike = new Map<string, NewEvent[]>();
  for (const event of events) {
    const same = `${event.kind} ${event.severity} ${event.title.slice(event.queue?.length ?? 0)}`;
    const known = alike.get(same);
    if (known) known.push(event);
    else alike.set(same, [event]);
  }
  return [...alike.values()].flatMap((group) => (group.length > MOST ? together(group) : group));
}

function together([first, ...rest]: readonly NewEvent[]): NewEvent[] {
  if (!first) return [];
  const named = rest.slice(0, NAMED - 1).flatMap(({ queue }) => queue ?? []);
  const more = rest.length - named.length;
  const text = `${[first.queue, ...named].join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
  return [{ ...first, queue: undefined, title: `${first.title}, and ${rest.length} more queues`, text }];
}
