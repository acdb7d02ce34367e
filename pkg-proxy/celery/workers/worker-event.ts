import type { WorkerEvent } from '../../queues/ports/worker-feed';
import { fieldsOf, numberOf, textOf } from '../messages/message-json';
import { openMessage } from '../messages/transport-message';

/** A heartbeat has some 600 characters. A much longer message is not a heartbeat and is not parsed. */
const MOST_CHARACTERS = 65_536;
/** Celery's node names are a word, an @ and a host name. */
const MOST_NAME = 512;

const KINDS: Readonly<Record<string, WorkerEvent['kind']>> = {
  'worker-online': 'online',
  'worker-heartbeat': 'heartbeat',
  'worker-offline': 'offline',
};

/** Parses the worker events of a message, which contains one event or a list; empty for any other message. Never throws. */
export function parseWorkerEvents(raw: string): WorkerEvent[] {
  if (raw.length > MOST_CHARACTERS) return [];
  const body = openMessage(raw)?.body;
  return (Array.isArray(body) ? body : [body]).map(eventOf).filter((event) => event !== undefined);
}

function eventOf(value: unknown): WorkerEvent | undefined {
  const fields = fieldsOf(value);
  const worker = textOf(fields?.['hostname']);
  const type = textOf(fields?.['type']);
  const kind = type !== undefined && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (!fields || !kind || worker === undefined || worker.length > MOST_NAME) return undefined;
  const number = (name: string) => numberOf(fields[name]) ?? Number.NaN;
  const load: unknown = Array.isArray(fields['loadavg']) ? fields['loadavg'][0] : undefined;
  return {
    kind,
    worker,
    freq: number('freq'),
    active: number('active'),
    processed: number('processed'),
    load: numberOf(load) ?? Number.NaN,
    version: textOf(fields['sw_ver'])?.slice(0, 64),
    sentAt: number('timestamp') * 1000,
  };
}
