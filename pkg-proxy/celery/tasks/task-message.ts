import type { TaskEvent } from '../../queues/ports/task-feed';
import { openMessage } from '../messages/transport-message';
import { eventTexts, uuidIn } from './event-texts';
import { taskEventOf } from './task-event';

/** Twenty-four events, which is what a worker sends at most at once, with tracebacks of 60 KB each. */
const MOST_CHARACTERS = 2 * 1024 * 1024;

/** What a message on a channel of task events holds. */
export interface TaskMessage {
  /** How many events came in it; what cannot be read counts as one. */
  readonly total: number;
  /** Those that are taken. */
  readonly events: readonly TaskEvent[];
  /** How many cannot be read. */
  readonly unreadable: number;
}

const UNREADABLE: TaskMessage = { total: 1, events: [], unreadable: 1 };

/**
 * Reads a message, which holds one event or, on `task.multi`, a list. What is compressed or not JSON is unreadable. Never throws.
 * @param takes whether the events of a task are wanted; undefined: all are, which spares looking for its id first
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

/** Only what is taken is parsed. Undefined when the message is not laid out as Celery does, and must be parsed as a whole. */
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
