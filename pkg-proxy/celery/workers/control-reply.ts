import type { ControlMethod, ControlValues, WorkerStats, WorkerTask } from '../../queues/ports/worker-control';
import { fieldsOf, numberOf, textOf } from '../messages/message-json';
import { openMessage } from '../messages/transport-message';

/** One worker's answer. */
export interface ControlReply<M extends ControlMethod> {
  readonly ticket: string;
  readonly worker: string;
  /** Undefined when there is none; `refused` says why. */
  readonly value?: ControlValues[M] | undefined;
  readonly refused?: string | undefined;
}

/** More entries of one answer are not taken over: a worker may hold thousands of tasks. */
const MOST_ENTRIES = 10_000;
const MOST_TEXT = 256;

/** Takes named fields only, so that no broker URL, transport option or argument of a task comes along. */
const READERS: { readonly [M in ControlMethod]: (value: unknown) => ControlValues[M] | undefined } = {
  ping: (value) => textOf(fieldsOf(value)?.['ok']),
  active_queues: (value) => list(value, (queue) => textOf(fieldsOf(queue)?.['name'])),
  stats: statsOf,
  active: (value) => list(value, taskOf),
  reserved: (value) => list(value, taskOf),
  scheduled: (value) =>
    list(value, (entry) => {
      const task = taskOf(fieldsOf(entry)?.['request']);
      return task && { ...task, eta: textOf(fieldsOf(entry)?.['eta'])?.slice(0, MOST_TEXT) };
    }),
  registered: (value) => list(value, textOf),
};

/** Reads an answer to one of our questions; undefined when it is no answer at all. Never throws. */
export function parseReply<M extends ControlMethod>(method: M, raw: string): ControlReply<M> | undefined {
  const message = openMessage(raw);
  const ticket = textOf(message?.headers['ticket']);
  if (!message || ticket === undefined) return undefined;
  const [entry] = Object.entries(fieldsOf(message.body) ?? {});
  if (!entry) return { ticket, worker: 'a worker', refused: `unsupported: it answers in ${formatOf(message.contentType)}, not in JSON` };
  const [worker, said] = entry;
  const error = textOf(fieldsOf(said)?.['error']);
  if (error !== undefined) return { ticket, worker, refused: error.slice(0, MOST_TEXT) };
  const value = READERS[method](said);
  return value === undefined
    ? { ticket, worker, refused: `unsupported: its answer to ${method} is not understood` }
    : { ticket, worker, value };
}

function formatOf(contentType: string): string {
  return contentType === 'application/x-python-serialize' ? 'pickle' : contentType.slice(0, MOST_TEXT);
}

function list<T>(value: unknown, read: (entry: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value
    .slice(0, MOST_ENTRIES)
    .map(read)
    .filter((entry) => entry !== undefined);
}

function statsOf(value: unknown): WorkerStats | undefined {
  const stats = fieldsOf(value);
  if (!stats) return undefined;
  const total = Object.entries(fieldsOf(stats['total']) ?? {}).slice(0, MOST_ENTRIES);
  return {
    pool: numberOf(fieldsOf(stats['pool'])?.['max-concurrency']) ?? Number.NaN,
    prefetch: numberOf(stats['prefetch_count']) ?? Number.NaN,
    uptime: numberOf(stats['uptime']) ?? Number.NaN,
    total: Object.fromEntries(total.map(([name, count]) => [name.slice(0, MOST_TEXT), numberOf(count) ?? Number.NaN])),
  };
}

function taskOf(value: unknown): WorkerTask | undefined {
  const task = fieldsOf(value);
  const id = textOf(task?.['id']);
  const name = textOf(task?.['name']);
  if (!task || id === undefined || name === undefined) return undefined;
  return {
    id: id.slice(0, MOST_TEXT),
    name: name.slice(0, MOST_TEXT),
    routingKey: textOf(fieldsOf(task['delivery_info'])?.['routing_key'])?.slice(0, MOST_TEXT),
    startedAt: numberOf(task['time_start']),
  };
}
