/**
 * Finds the events in a message without parsing it, by the layout of Python's JSON. Quotation marks inside a JSON text are escaped, so
 * none of these markers can occur in an argument or a result.
 */
const BODY = '{"body": "';
/** Every event starts with this: `EventDispatcher.publish` in celery/events/dispatcher.py. */
const FIRST = '{"hostname": "';
const NEXT = `}, ${FIRST}`;
const UUID = '"uuid": "';

/** The JSON of each event; undefined if the message does not have the layout of kombu and Celery. */
export function eventTexts(raw: string): string[] | undefined {
  const end = raw.startsWith(BODY) ? raw.indexOf('"', BODY.length) : -1;
  if (end < 0) return undefined;
  const body = Buffer.from(raw.slice(BODY.length, end), 'base64').toString('utf8');
  if (body.startsWith(FIRST) && body.endsWith('}')) return [body];
  if (!body.startsWith(`[${FIRST}`) || !body.endsWith('}]')) return undefined;
  const texts: string[] = [];
  let from = 1;
  for (let at = body.indexOf(NEXT); at >= 0; at = body.indexOf(NEXT, from)) {
    texts.push(body.slice(from, at + 1));
    from = at + 3; // behind `}, `
  }
  texts.push(body.slice(from, -1));
  return texts;
}

/** The task id in an event's JSON. */
export function uuidIn(text: string): string | undefined {
  const at = text.indexOf(UUID);
  const end = at < 0 ? -1 : text.indexOf('"', at + UUID.length);
  return end < 0 ? undefined : text.slice(at + UUID.length, end);
}
