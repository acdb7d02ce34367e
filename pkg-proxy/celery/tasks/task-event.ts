import type { TaskEvent, TaskEventKind } from '../../queues/ports/task-feed';
import { fieldsOf, numberOf, textOf } from '../messages/message-json';
import { timeOf } from '../messages/times';
import { exceptionType, ownText } from './exception-type';

/** Celery's ids of tasks have 36 characters; an application may make longer ones. */
const MOST_UUID = 256;
/** Celery's node names are a word, an @ and a host name. */
const MOST_NODE = 512;
/** Longer task names are cut. Two names that start with the same 512 characters count as one. */
const MOST_NAME = 512;
const MOST_QUEUE = 512;
/** Epoch seconds: the year 5138. */
const LATEST = 1e11;

/** celery/worker/request.py, celery/app/amqp.py. `task-cancelled` and an application's own events are ignored. */
const KINDS: Readonly<Record<string, TaskEventKind>> = {
  'task-sent': 'sent',
  'task-received': 'received',
  'task-started': 'started',
  'task-succeeded': 'succeeded',
  'task-failed': 'failed',
  'task-retried': 'retried',
  'task-revoked': 'revoked',
  'task-rejected': 'rejected',
};

/**
 * Parses one event. Drops arguments, results, tracebacks and exception messages. Never throws.
 * @returns `other` for an ignored type of event, `unreadable` for an invalid event
 */
export function taskEventOf(value: unknown): TaskEvent | 'other' | 'unreadable' {
  const fields = fieldsOf(value);
  const type = textOf(fields?.['type']);
  if (!fields || type === undefined) return 'unreadable';
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (!kind) return 'other';
  const uuid = upTo(MOST_UUID, fields['uuid']);
  const node = upTo(MOST_NODE, fields['hostname']);
  const seconds = numberOf(fields['timestamp']);
  if (uuid === undefined || node === undefined || seconds === undefined || seconds <= 0 || seconds >= LATEST) return 'unreadable';
  const step = { kind, uuid, node, at: seconds * 1000 };
  if (kind === 'sent')
    return { ...step, name: nameOf(fields['name']), queue: upTo(MOST_QUEUE, fields['queue']), eta: timeOf(fields['eta']) };
  if (kind === 'received') return { ...step, name: nameOf(fields['name']), eta: timeOf(fields['eta']) };
  if (kind === 'succeeded') return { ...step, runtime: runtimeOf(fields['runtime']) };
  if (kind === 'failed' || kind === 'retried') return { ...step, exception: exceptionType(textOf(fields['exception']) ?? '') };
  return step;
}

function upTo(most: number, value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && text.length <= most ? text : undefined;
}

function nameOf(value: unknown): string | undefined {
  const name = textOf(value);
  return name !== undefined && name.length > MOST_NAME ? ownText(name.slice(0, MOST_NAME)) : name;
}

/** Celery 5.7 writes null for a task that it did not run a second time. */
function runtimeOf(value: unknown): number | undefined {
  const seconds = numberOf(value);
  return seconds !== undefined && seconds >= 0 ? seconds : undefined;
}
