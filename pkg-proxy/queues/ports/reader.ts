import { englishText, type Said } from '../../../src/contract/messages/message';
import type { BrokerFacts } from './broker-facts';
import type { Peek } from './peek';
import type { Probe, ProbeRequest } from './probe';

/** Queue lengths at one moment. */
export interface Depths {
  /** Lengths of the priority lists, queue after queue in the order asked for: index `queue × steps + step`. Unit: tasks. */
  readonly lengths: Float64Array;
  /** Queues that could not be read although the broker answered, with the reason. Their lengths are meaningless. */
  readonly failed: ReadonlyMap<string, string>;
}

export interface DeclaredQueues {
  /** Names found by the last complete pass and by the current one. */
  readonly queues: readonly string[];
  /** Whether this call completed a pass. */
  readonly complete: boolean;
}

export interface ServerInfo {
  /** `Redis` or `Valkey`. */
  readonly product: string;
  readonly version: string;
}

/** Reads a broker, and never changes it. */
export interface QueueReader {
  /** Where it reads, for a person: `host:6379/0`. Never contains credentials. */
  readonly label: string;
  /** Priority steps, ascending; each is one list per queue. */
  readonly steps: readonly number[];
  /**
   * Lengths of all lists, atomic per queue.
   * @throws BrokerError
   */
  depths(queues: readonly string[], signal: AbortSignal): Promise<Depths>;
  /**
   * Queue details: the ends of lists, and the tasks that workers have taken. A part that cannot be read although the broker answers
   * is an error in the result. Three round trips at most.
   * @throws BrokerError
   */
  probe(request: ProbeRequest, signal: AbortSignal): Promise<Probe>;
  /**
   * Looks into one queue, at a bounded number of messages and bytes. Runs on request, behind a cache; no sample waits for it.
   * @param ageHeader the message header in which the application writes when it sent a task
   * @throws BrokerError
   */
  peek(queue: string, ageHeader: string, signal: AbortSignal): Promise<Peek>;
  /**
   * Finds the queues declared on the broker, without Celery's internal ones. Slow but bounded: one call scans for less than a second
   * and returns what was found so far; the next call continues from there. Call it on a clock of its own, never at query time.
   * @throws BrokerError
   */
  discover(signal: AbortSignal): Promise<DeclaredQueues>;
  /** @throws BrokerError */
  server(signal: AbortSignal): Promise<ServerInfo>;
  /**
   * Facts about the server, in one round trip. No sample waits for it.
   * @throws BrokerError
   */
  facts(signal: AbortSignal): Promise<BrokerFacts>;
  close(): void;
}

export const BROKER_ERROR_CODES = [
  'refused',
  'dns',
  'timeout',
  'tls',
  'auth',
  'permission',
  'database',
  'loading',
  'closed',
  'protocol',
] as const;
export type BrokerErrorCode = (typeof BROKER_ERROR_CODES)[number];

/** The broker cannot be read. The message names the host, the cause and what to do, and contains no secret. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  constructor(
    readonly code: BrokerErrorCode,
    readonly said: Said,
    options?: ErrorOptions,
  ) {
    super(englishText(said), options);
  }
}

/** Narrows an error of a reader. Anything but a `BrokerError` becomes one with the code `protocol` and keeps its cause. */
export function asBrokerError(error: unknown): BrokerError {
  if (error instanceof BrokerError) return error;
  return new BrokerError('protocol', error instanceof Error ? error.message : String(error), { cause: error });
}
