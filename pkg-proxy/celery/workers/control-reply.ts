import type { ControlMethod, ControlValues, WorkerStats } from '../../queues/ports/worker-control';
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

/** More entries of one answer are not taken over, whatever a worker sends. */
const MOST_ENTRIES = 10_000;
const MOST_TEXT = 256;

/** Takes named fields only, so that no broker URL or transport option comes along. */
const READERS: { readonly [M in ControlMethod]: (value: unknown) => ControlValues[M] | undefined } = {
  active_queues: queuesOf,
  stats: statsOf,
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

function queuesOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value
    .slice(0, MOST_ENTRIES)
    .map((queue) => textOf(fieldsOf(queue)?.['name']))
    .filter((name) => name !== undefined);
}

function statsOf(value: unknown): WorkerStats | undefined {
  const stats = fieldsOf(value);
  if (!stats) return undefined;
  return {
    pool: numberOf(fieldsOf(stats['pool'])?.['max-concurrency']) ?? Number.NaN,
    prefetch: numberOf(stats['prefetch_count']) ?? Number.NaN,
  };
}
