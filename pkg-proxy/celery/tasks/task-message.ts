import type { TaskEvent } from '../../queues/ports/task-feed';
import { openMessage } from '../messages/transport-message';
import { eventTexts, uuidIn } from './event-texts';
import { taskEventOf } from './task-event';

/** A worker sends at most twenty-four events at once; with tracebacks of 60 KB each, they fit. */
const MOST_CHARACTERS = 2 * 1024 * 1024;

/** The content of a message on a task event channel. */
export interface TaskMessage {
  /** Number of events; an unreadable message counts as one. */
  readonly total: number;
  /** The selected events. */
  readonly events: readonly TaskEvent[];
  /** Number of unreadable events. */
  readonly unreadable: number;
}

const UNREADABLE: TaskMessage = { total: 1, events: [], unreadable: 1 };

/**
 * Parses a message, which contains one event or, on `task.multi`, a list. A compressed or non-JSON message is unreadable. Never throws.
 * @param takes whether the events of a task are selected; undefined: all are, which saves the search for its id
 */
export function parseTaskMessage(raw: string, takes?: (uuid: string) => boolean): TaskMessage {
  if (raw.length > MOST_CHARACTERS) return UNREADABLE;
  const found = takes ? someOf(raw, takes) : undefined;
  if (found) return found;
  const body = openMessage(raw)?.body;
  if (body === undefined) return UNREADABLE;
  const values: readonly unknown[] = Array.isArray(body) ? body : [body];
  return read(values, values.length, takes);
}

/** Parses only the selected events. Undefined if the message does not have Celery's layout and must be parsed as a whole. */
function someOf(raw: string, takes: (uuid: string) => boolean): TaskMessage | undefined {
  const texts = eventTexts(raw);
  if (!texts) return undefined;
  const values: unknown[] = [];
  try {
    for (const text of texts) {
      const uuid = uuidIn(text);
      if (uuid === undefined) return undefined;
      if (takes(uuid)) values.push(JSON.parse(text));
    }
  } catch {
    return undefined;
  }
  return read(values, texts.length, undefined);
}

function read(values: readonly unknown[], total: number, takes: ((uuid: string) => boolean) | undefined): TaskMessage {
  const events: TaskEvent[] = [];
  let unreadable = 0;
  for (const value of values) {
    const event = taskEventOf(value);
    if (event === 'unreadable') unreadable++;
    else if (event !== 'other' && (!takes || takes(event.uuid))) events.push(event);
  }
  return { total, events, unreadable };
}
