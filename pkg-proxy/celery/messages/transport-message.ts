import { type Fields, fieldsOf, parseJson, textOf } from './message-json';

/** A message of Celery's own machinery, opened. */
export interface TransportMessage {
  readonly headers: Fields;
  /** Undefined when it is no JSON; `contentType` then says what it is. */
  readonly body: unknown;
  readonly contentType: string;
}

/**
 * Opens kombu's envelope (kombu/transport/virtual/base.py) around an event or an answer of a worker. Only a body of JSON is
 * read; what is compressed or pickled stays shut.
 * @returns undefined for what is no envelope
 */
export function openMessage(raw: string): TransportMessage | undefined {
  const outer = fieldsOf(parseJson(raw));
  const text = outer && textOf(outer['body']);
  if (!outer || text === undefined) return undefined;
  const headers = fieldsOf(outer['headers']) ?? {};
  const contentType = textOf(outer['content-type']) ?? 'of unknown type';
  const shut = contentType !== 'application/json' || headers['compression'] !== undefined;
  const encoded = fieldsOf(outer['properties'])?.['body_encoding'] === 'base64';
  return { headers, contentType, body: shut ? undefined : parseJson(encoded ? Buffer.from(text, 'base64').toString('utf8') : text) };
}
