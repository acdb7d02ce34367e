import { type AnyMessage, isCode, type Moment, type Value } from '../contract/messages/message';

/** A message from the backend; undefined for one that this version does not know, whose English text then stays. */
export function parseMessage(value: unknown): AnyMessage | undefined {
  if (!isObject(value) || !isCode(value['code']) || !isObject(value['values'])) return undefined;
  const values: Record<string, Value> = {};
  for (const [name, given] of Object.entries(value['values'])) {
    const parsed = typeof given === 'string' || typeof given === 'number' ? given : (momentOf(given) ?? parseMessage(given));
    if (parsed === undefined) return undefined;
    values[name] = parsed;
  }
  return { code: value['code'], values };
}

function momentOf(value: unknown): Moment | undefined {
  return isObject(value) && typeof value['at'] === 'number' ? { at: value['at'] } : undefined;
}

/** What `meta.custom` of a frame has for each of its notices. */
export function messagesIn(custom: unknown): readonly (AnyMessage | undefined)[] {
  const messages = isObject(custom) ? custom['messages'] : undefined;
  return Array.isArray(messages) ? messages.map(parseMessage) : [];
}

/** What `meta.custom` of an empty frame has for the error beside it; null for a frame that only carries such an error, unknown to this version. */
export function errorIn(custom: unknown): AnyMessage | null | undefined {
  return isObject(custom) && 'error' in custom ? (parseMessage(custom['error']) ?? null) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
