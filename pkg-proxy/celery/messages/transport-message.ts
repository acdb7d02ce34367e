import { type Fields, fieldsOf, parseJson, textOf } from './message-json';

/** A decoded event or remote control reply. */
export interface TransportMessage {
  readonly headers: Fields;
  /** Undefined if it is not JSON; then see `contentType`. */
  readonly body: unknown;
  readonly contentType: string;
}

/**
 * Opens kombu's envelope (kombu/transport/virtual/base.py) around an event or a worker's reply. Only a JSON body is decoded; a
 * compressed or pickled one is not.
 * @returns undefined if it is not an envelope
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
