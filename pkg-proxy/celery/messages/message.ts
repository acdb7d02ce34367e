import { type Fields, fieldsOf, numberOf, parseJson, textOf } from './message-json';
import { type SentAt, sentAtOf } from './sent-at';
import { timeOf } from './times';

/** One element of a queue's list, as far as it can be read without decoding the task's arguments. */
export interface Message {
  /** kombu's `delivery_tag`: stays the same when a message is restored. */
  readonly tag: string | undefined;
  /** The task's id: stays the same over retries. */
  readonly id: string | undefined;
  /** The task's name, or its `shadow`, the name it is shown under. */
  readonly task: string | undefined;
  /** When it may run, epoch milliseconds. */
  readonly eta: number | undefined;
  readonly retries: number;
  /** Whether a worker took it before and did not acknowledge it. */
  readonly redelivered: boolean;
  /** When it was sent, with the quality of that time; undefined if the message does not say. */
  readonly sentAt: SentAt | undefined;
  /** For a person: `json`, `pickle`, `yaml`, `msgpack`, `gzip json`, `broken JSON`, `not a Celery message`, `not a task`, or another content type. */
  readonly format: string;
  /** Python's repr of the arguments, cut by Celery at 1,024 characters; protocol 1 has none. */
  readonly argsRepr: string | undefined;
  readonly kwargsRepr: string | undefined;
}

/** Maximum size of a protocol 1 body to read, in characters: a tenth of a millisecond. */
const MOST_BODY = 65_536;

/** celery/app/amqp.py and kombu/serialization.py. */
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['application/json', 'json'],
  ['application/x-python-serialize', 'pickle'],
  ['application/x-yaml', 'yaml'],
  ['application/x-msgpack', 'msgpack'],
  ['application/data', 'binary'],
  ['text/plain', 'text'],
]);
/** kombu/compression.py; what it calls gzip is a zlib stream. */
const COMPRESSIONS: ReadonlyMap<string, string> = new Map([
  ['application/x-gzip', 'gzip'],
  ['application/x-bz2', 'bzip2'],
  ['application/x-lzma', 'lzma'],
  ['application/x-brotli', 'brotli'],
  ['application/zstd', 'zstd'],
]);

/**
 * Reads one list element: kombu's envelope (kombu/transport/virtual/base.py) around a task (celery/app/amqp.py `as_task_v1`,
 * `as_task_v2`). Never throws: `format` says if it is broken or foreign. Bodies are not decoded, with one exception: in protocol 1 only
 * the body has the task's name, so a JSON body of at most 64 KB is read. Pickle, yaml and msgpack are never decoded.
 * @param ageHeader the message header in which the application writes when it sent a task
 * @param now epoch milliseconds; a send time more than a day later is ignored
 */
export function parseMessage(raw: string, ageHeader: string, now = Date.now()): Message {
  const envelope = parseJson(raw);
  if (envelope === undefined) return strange(raw.trimStart().startsWith('{') ? 'broken JSON' : 'not a Celery message');
  return readMessage(envelope, ageHeader, now);
}

/** The same for an element that is already parsed. */
export function readMessage(envelope: unknown, ageHeader: string, now = Date.now()): Message {
  const outer = fieldsOf(envelope);
  const properties = fieldsOf(outer?.['properties']);
  if (!outer || !properties || typeof outer['body'] !== 'string') return strange('not a Celery message');

  const headers = fieldsOf(outer['headers']) ?? {};
  const byHeaders = textOf(headers['task']) !== undefined;
  const body = byHeaders ? undefined : bodyOf(outer, headers, properties);
  const task = byHeaders ? headers : (fieldsOf(body) ?? {});
  const name = textOf(task['task']);
  const delivery = fieldsOf(properties['delivery_info']) ?? {};
  const id = textOf(task['id']) ?? textOf(properties['correlation_id']);
  const expires = timeOf(task['expires']);
  const retries = Math.max(0, Math.floor(numberOf(task['retries']) ?? 0));
  return {
    tag: textOf(properties['delivery_tag']),
    id,
    task: textOf(task['shadow']) ?? name,
    eta: timeOf(task['eta']),
    retries,
    redelivered: headers['redelivered'] === true || delivery['redelivered'] === true,
    sentAt: sentAtOf({ headers, properties, expires, id, retries, ageHeader, now }),
    format: body === BROKEN ? 'broken JSON' : body !== undefined && name === undefined ? 'not a task' : formatOf(outer, headers),
    argsRepr: textOf(headers['argsrepr']),
    kwargsRepr: textOf(headers['kwargsrepr']),
  };
}

const BROKEN = Symbol('a body that should be JSON and is not');

/** The body of a message whose headers name no task; undefined if it must not be read. */
function bodyOf(outer: Fields, headers: Fields, properties: Fields): unknown {
  const body = textOf(outer['body']);
  const plainJson = outer['content-type'] === 'application/json' && textOf(headers['compression']) === undefined;
  if (body === undefined || !plainJson || body.length > MOST_BODY) return undefined;
  const text = properties['body_encoding'] === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : body;
  const value = parseJson(text);
  return value === undefined ? BROKEN : value;
}

function formatOf(outer: Fields, headers: Fields): string {
  const type = textOf(outer['content-type']) ?? 'no content type';
  const compression = textOf(headers['compression']);
  const format = CONTENT_TYPES.get(type) ?? type.slice(0, 60);
  return compression === undefined ? format : `${COMPRESSIONS.get(compression) ?? compression.slice(0, 60)} ${format}`;
}

function strange(format: string): Message {
  return {
    tag: undefined,
    id: undefined,
    task: undefined,
    eta: undefined,
    retries: 0,
    redelivered: false,
    sentAt: undefined,
    format,
    argsRepr: undefined,
    kwargsRepr: undefined,
  };
}
